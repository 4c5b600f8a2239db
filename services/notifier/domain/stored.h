#pragma once

#include "notifier/domain/book.h"
#include "notifier/domain/records.h"

/// Between the compact rows of a Book and the rows of the store.
namespace maillage::notifier {

Reminder ToReminder(const Book& book, RowIndex row);
void RestoreReminder(Book& book, const Reminder& reminder);

/// What is dirty, which is clean then.
Records TakeDirty(Book& book);
void Restore(Book& book, const Records& stored);

}  // namespace maillage::notifier
