"""People who sign in, the roles they hold, where they are signed in, and what they proved."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.prepared import Prepared

BY_KEY: Prepared[User] = Prepared(lambda key: User.objects.filter(pk=key).order_by())


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get(self, *args: Any, **kwargs: Any) -> User:
        """As usual; the person of a session, which every request asks for by the key alone, by a query written once."""
        alone = type(self) is UserManager and not args and kwargs.keys() == {"pk"}
        if not alone or not isinstance(kwargs["pk"], int):
            return super().get(*args, **kwargs)
        found = next(iter(BY_KEY(kwargs["pk"])), None)
        if found is None:
            raise self.model.DoesNotExist
        return found

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; nothing but the e-mail address is required."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name shown in the town hall"), max_length=100, blank=True)
    home_district = models.ForeignKey(District, null=True, blank=True, on_delete=models.SET_NULL)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    sample = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        return self.display_name or self.email

    def get_short_name(self) -> str:
        return self.display_name or self.email

    @property
    def first_name(self) -> str:
        """Wagtail greets with it."""
        return self.display_name

    @property
    def last_name(self) -> str:
        """Wagtail lists with it."""
        return ""


class Role(models.TextChoices):
    CLERK = "clerk", _("clerk")
    MODERATOR = "moderator", _("moderator")
    COORDINATOR = "coordinator", _("coordinator")
    COUNCIL_MEMBER = "council_member", _("council member")
    EDITOR = "editor", _("editor")
    OPERATOR = "operator", _("operator")


class RoleAssignment(models.Model):
    """A role of a person; for clerks and council members the organisation says where."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation"], name="role_once"),
            # For a database a missing organisation differs from every other missing one.
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(organisation__isnull=True), name="role_once_for_town"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Device(models.Model):
    """A signed-in session: browser and system in two words and days, so that its owner recognises and ends it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    words = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    used_on = models.DateField()

    def __str__(self) -> str:
        return self.words or str(_("Unknown device"))


class ProofKind(models.TextChoices):
    OIDC = "oidc", _("online identity account")
    LETTER = "letter", _("letter with a code")
    COUNTER = "counter", _("at the counter")
    REGISTER = "register", _("comparison with the register")


class Proof(models.Model):
    """That somebody lives here or has reached an age: kind, day and result, never a document, address or birthday.

    `seal` is a keyed checksum that keeps one entry of the register from proving two accounts.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=10, choices=ProofKind.choices)
    day = models.DateField()
    level = models.CharField(max_length=12, blank=True)
    resident = models.BooleanField(default=False)
    age_at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    consent = models.BooleanField(default=False)
    valid_until = models.DateField(null=True, blank=True)
    seal = models.CharField(max_length=64, null=True, blank=True, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_proof_per_kind")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class LetterBatch(models.Model):
    """Letters that are printed together; addresses are forgotten once somebody says that they left the house."""

    made_at = models.DateTimeField(default=timezone.now)
    printed_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Letter(models.Model):
    """A wish for a letter with a code; holds the address only until the letter is posted, and the code only hashed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="letter")
    asked_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(_("name"), max_length=100, blank=True)
    street = models.CharField(_("street and number"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    batch = models.ForeignKey(
        LetterBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    code_hash = models.CharField(max_length=64, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.asked_at)


class RegisterList(models.Model):
    """The list of hashes in force: from which day it is and how many entries it has; it names nobody."""

    as_of = models.DateField()
    loaded_at = models.DateTimeField(default=timezone.now)
    entries = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.as_of)


class RegisterHash(models.Model):
    """One entry of the register as a keyed hash."""

    digest = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.digest
