"""What one module has to ask or tell another without knowing it: the spine declares the signal, modules listen."""

from django.dispatch import Signal

# Before an agenda item about something is written or its day changes. Keywords: subject_kind, subject_id (str),
# body (Organisation), day (date), exception_reason (str). A listener that forbids it raises problems.Refused.
agenda_entry_asked = Signal()

# After such an item was written, moved or given a result, inside the same transaction.
# Keywords: item (council.AgendaItem), subject_kind, subject_id, exception_reason (str).
agenda_entry_written = Signal()

# After an agenda item was taken off again. Keywords: subject_kind, subject_id, item_id (int).
agenda_entry_removed = Signal()

# Before a council paper is released. Keywords: paper_id (int), reference (str), title (str), departments (list of
# Organisation keys). A listener that forbids it raises problems.Refused.
paper_release_asked = Signal()

# After a council paper became public, inside the same transaction. Keywords: paper_id (int), by (User or None).
paper_released = Signal()
