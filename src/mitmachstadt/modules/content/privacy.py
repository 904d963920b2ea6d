"""Barriers that people report, and the editors' back office."""

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.privacy.registry import Activity, register

register.activity(
    Activity(
        key="barriers",
        title=_("Reports of barriers"),
        purpose=_("Removing what keeps people from using these pages, and answering them."),
        basis=_(
            "Legal duty (GDPR article 6 (1) c with BGG NRW § 10b); what a person says about a disability: article 9 (2) a"
        ),
        people=_("People who report a barrier"),
        recipients=_("The unit that answers for the pages; never public"),
        deletion=_("Address and link after 180 days; the words stay without a name."),
        fields={"content.BarrierFeedback": ("text",)},
        order=24,
    )
)
register.activity(
    Activity(
        key="editing",
        title=_("Editing of pages"),
        purpose=_("Showing editors who changed which page, and getting earlier versions back."),
        basis=_("Task in the public interest (GDPR article 6 (1) e), service data of staff (DSG NRW § 18)"),
        people=_("Editors"),
        recipients=_("Editors and operators"),
        deletion=_("The name leaves with the account; the versions stay."),
        fields={
            "wagtailusers.UserProfile": ("user", "avatar", "dismissibles"),
            "wagtaildocs.Document": ("uploaded_by_user",),
            "wagtailimages.Image": ("uploaded_by_user",),
            "wagtailadmin.EditingSession": ("user",),
            "wagtailadmin.FormState": ("user", "data"),
            "wagtailcore.APIToken": ("user", "name"),
            "wagtailcore.ModelLogEntry": ("user",),
            "wagtailcore.PageLogEntry": ("user",),
            "wagtailcore.Revision": ("user",),
            "wagtailcore.UploadedFile": ("uploaded_by_user",),
            "wagtailcore.WorkflowState": ("requested_by",),
            "wagtailcore.TaskState": ("finished_by", "comment"),
            "wagtailcore.Page": ("locked_by", "owner"),
            "wagtailcore.Comment": ("user", "text", "resolved_by"),
            "wagtailcore.CommentReply": ("user", "text"),
            "wagtailcore.PageSubscription": ("user",),
        },
        order=62,
    )
)
WORDS = "Words and names of pages that editors write."
OWN = "Settings and names of the back office."
register.not_personal("content.ContentPage", WORDS, "lead", "body", "body_en", "easy_body")
for label, fields in {
    "wagtaildocs.Document": ("file",), "wagtailimages.Image": ("file",), "wagtailimages.Rendition": ("file",),
    "wagtailcore.UploadedFile": ("file",), "wagtailcore.ModelLogEntry": ("label", "data"),
    "wagtailcore.PageLogEntry": ("label", "data"), "wagtailcore.Revision": ("object_str", "content"),
    "wagtailcore.Comment": ("contentpath", "position"), "wagtailcore.Page": ("url_path", "search_description"),
    "wagtailcore.ReferenceIndex": ("model_path", "content_path"),
}.items():  # fmt: skip
    register.not_personal(label, WORDS, *fields)
for label, fields in {
    "wagtailcore.Site": ("site_name",), "wagtailcore.CollectionViewRestriction": ("password",),
    "wagtailcore.PageViewRestriction": ("password",), "wagtailcore.Collection": ("name",),
    "wagtailcore.Workflow": ("name",), "wagtailcore.Task": ("name",), "taggit.Tag": ("name",),
}.items():  # fmt: skip
    register.not_personal(label, OWN, *fields)
