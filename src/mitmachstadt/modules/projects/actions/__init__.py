"""The writers of the list of projects; every one asks the rules, writes, logs and tells in one transaction."""

from mitmachstadt.modules.projects.actions.fields import SHEET_FIELDS, Costs
from mitmachstadt.modules.projects.actions.parts import (
    add_paper,
    add_place,
    remove_paper,
    remove_place,
    set_photo,
    set_rows,
)
from mitmachstadt.modules.projects.actions.path import (
    hide_project,
    inform_members,
    move_project,
    publish_project,
    show_project,
)
from mitmachstadt.modules.projects.actions.readings import (
    cancel_reading,
    record_reading_result,
    schedule_reading,
)
from mitmachstadt.modules.projects.actions.refresh import refresh
from mitmachstadt.modules.projects.actions.sheet import create_project, edit_sheet

__all__ = [
    "SHEET_FIELDS",
    "Costs",
    "add_paper",
    "add_place",
    "cancel_reading",
    "create_project",
    "edit_sheet",
    "hide_project",
    "inform_members",
    "move_project",
    "publish_project",
    "record_reading_result",
    "refresh",
    "remove_paper",
    "remove_place",
    "schedule_reading",
    "set_photo",
    "set_rows",
    "show_project",
]
