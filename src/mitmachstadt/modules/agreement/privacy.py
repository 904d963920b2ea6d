"""The agreement names no persons."""

from mitmachstadt.spine.privacy.registry import register

register.not_personal("agreement.Commitment", "Words of a public agreement.", "summary", "evidence", "remark")
