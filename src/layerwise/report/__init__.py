"""What people read: figures, tables, the report in one file, the closing text."""
