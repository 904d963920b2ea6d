"""Questions to proposals that pages, actions and cases share."""
