"""The project's independent end-to-end oracle: REMINDERS.md, written a second time and small."""
