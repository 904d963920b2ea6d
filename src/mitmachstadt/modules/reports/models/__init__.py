"""The tables of the module, one noun a file."""

from mitmachstadt.modules.reports.models.figure import Figure
from mitmachstadt.modules.reports.models.key import ApiKey
from mitmachstadt.modules.reports.models.outside import Handed, OutsideUnit
from mitmachstadt.modules.reports.models.photo import Photo
from mitmachstadt.modules.reports.models.report import Companion, Report
from mitmachstadt.modules.reports.models.routing import RoutingRule
from mitmachstadt.modules.reports.models.tile import Tile

__all__ = ["ApiKey", "Companion", "Figure", "Handed", "OutsideUnit", "Photo", "Report", "RoutingRule", "Tile"]
