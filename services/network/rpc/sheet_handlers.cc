#include "network/rpc/sheet_handlers.h"

#include <set>

#include "maillage/network/v1/sheet.pb.h"
#include "network/messages/messages.h"
#include "network/rpc/names.h"
#include "network/store/sheet_store.h"
#include "platform/listing/listing.h"

namespace maillage::network::rpc {
namespace {

const std::set<std::string> kChangeable{"collection",    "title",  "edition_month", "contributors",
                                        "source_events", "quotes", "body"};

std::string Method(const std::string& name) { return "maillage.network.v1.SheetService/" + name; }

/// `act(Sheet&) -> Status`.
template <class Act>
Result<v1::Sheet> Change(pg::Database& database, const Call& call, const std::string& name, const std::string& field,
                         const Act& act) {
  Names names(call);
  const auto id = names.Sheet(name, field);
  if (auto status = names.Check(); !status) return Propagate(status);
  return database.Update<v1::Sheet>(call, [&](pg::Transaction& tx) -> Result<v1::Sheet> {
    auto sheet = store::LockSheet(tx, call.caf, id);
    if (!sheet) return Propagate(sheet);
    const auto previous = sheet->details().state;
    if (auto status = act(*sheet); !status) return Propagate(status);
    return messages::ToProto(store::SaveSheet(tx, call, *sheet, previous));
  });
}

template <class Request, class Act>
void AddAct(maillage::rpc::Router& router, pg::Database& database, const std::string& method, Act act) {
  router.Unary<Request, v1::Sheet>(Method(method), [&database, act](const Call& call, const auto& request) {
    return Change(database, call, request.name(), "name", [&](Sheet& sheet) { return act(sheet, call.now); });
  });
}

/// Takes over what the mask names.
void Take(const v1::Sheet& sheet, const std::set<std::string>& mask, SheetDetails& details) {
  const auto texts = [](const auto& field) { return std::vector<std::string>(field.begin(), field.end()); };
  if (mask.contains("collection")) details.collection = sheet.collection();
  if (mask.contains("title")) details.title = sheet.title();
  if (mask.contains("edition_month")) details.edition_month = sheet.edition_month();
  if (mask.contains("contributors")) details.contributors = texts(sheet.contributors());
  if (mask.contains("source_events")) details.source_events = texts(sheet.source_events());
  if (mask.contains("quotes")) details.quotes = texts(sheet.quotes());
  if (mask.contains("body")) details.body = sheet.body();
}

Result<std::set<std::string>> ReadMask(const v1::UpdateSheetRequest& request) {
  const auto& paths = request.update_mask().paths();
  std::set<std::string> mask(paths.begin(), paths.end());
  if (mask.empty() || mask.contains("*")) return kChangeable;
  planning::Faults faults;
  for (const auto& path : mask) {
    if (!kChangeable.contains(path)) faults.push_back({"update_mask", path + " cannot be changed by this method"});
  }
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  return mask;
}

Result<store::SheetFilter> ReadFilter(const std::string& text) {
  auto conditions = listing::ParseFilter(text, {"state", "collection"});
  if (!conditions) return Propagate(conditions);
  store::SheetFilter filter;
  for (const auto& each : *conditions) {
    if (each.op != "=") return Fail(reason::kInvalidFilter, "{} can only be compared with =", each.field);
    (each.field == "state" ? filter.state : filter.collection) = each.value;
  }
  return filter;
}

}  // namespace

void SheetHandlers::AddTo(maillage::rpc::Router& router) {
  router.Unary<v1::CreateSheetRequest, v1::Sheet>(
      Method("CreateSheet"), [this](const Call& call, const auto& request) { return Create(call, request); });
  router.Unary<v1::GetSheetRequest, v1::Sheet>(
      Method("GetSheet"), [this](const Call& call, const auto& request) { return Get(call, request.name()); });
  router.Unary<v1::ListSheetsRequest, v1::ListSheetsResponse>(
      Method("ListSheets"), [this](const Call& call, const auto& request) { return List(call, request); });
  router.Unary<v1::UpdateSheetRequest, v1::Sheet>(
      Method("UpdateSheet"), [this](const Call& call, const auto& request) { return Update(call, request); });
  AddAct<v1::SubmitSheetRequest>(router, database_, "SubmitSheet",
                                 [](Sheet& sheet, Instant) { return sheet.Submit(); });
  AddAct<v1::ReturnSheetRequest>(router, database_, "ReturnSheet",
                                 [](Sheet& sheet, Instant) { return sheet.Return(); });
  AddAct<v1::PublishSheetRequest>(router, database_, "PublishSheet",
                                  [](Sheet& sheet, Instant now) { return sheet.Publish(now); });
  AddAct<v1::ReviseSheetRequest>(router, database_, "ReviseSheet",
                                 [](Sheet& sheet, Instant) { return sheet.Revise(); });
  AddAct<v1::ArchiveSheetRequest>(router, database_, "ArchiveSheet",
                                  [](Sheet& sheet, Instant) { return sheet.Archive(); });
}

Result<v1::Sheet> SheetHandlers::Create(const Call& call, const v1::CreateSheetRequest& request) {
  SheetDetails details;
  details.caf = call.caf;
  details.id = SheetId(request.sheet_id());
  Take(request.sheet(), kChangeable, details);
  auto sheet = Sheet::Begin(std::move(details));
  if (!sheet) {
    for (auto& fault : sheet.error().faults) fault.field = fault.field == "name" ? "sheet_id" : "sheet." + fault.field;
    return Propagate(sheet);
  }
  return database_.Update<v1::Sheet>(call, [&](pg::Transaction& tx) -> Result<v1::Sheet> {
    return messages::ToProto(store::SaveSheet(tx, call, *sheet, SheetState::kDraft));
  });
}

Result<v1::Sheet> SheetHandlers::Get(const Call& call, const std::string& name) {
  Names names(call);
  const auto id = names.Sheet(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Read<v1::Sheet>(call, [&](pg::Transaction& tx) -> Result<v1::Sheet> {
    auto sheet = store::LoadSheet(tx, call.caf, id);
    if (!sheet) return Propagate(sheet);
    return messages::ToProto(sheet->details());
  });
}

Result<v1::ListSheetsResponse> SheetHandlers::List(const Call& call, const v1::ListSheetsRequest& request) {
  auto filter = ReadFilter(request.filter());
  if (!filter) return Propagate(filter);
  const auto scope = "sheets|" + call.caf + "|" + request.filter();
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  return database_.Read<v1::ListSheetsResponse>(call, [&](pg::Transaction& tx) -> Result<v1::ListSheetsResponse> {
    auto sheets = store::ListSheets(tx, call.caf, *filter, page->after, page->size + 1);
    if (!sheets) return Propagate(sheets);
    v1::ListSheetsResponse response;
    const bool more = static_cast<int>(sheets->size()) > page->size;
    if (more) sheets->pop_back();
    for (const auto& each : *sheets) *response.add_sheets() = messages::ToProto(each.details());
    if (more) response.set_next_page_token(listing::NextToken(sheets->back().details().id.value, scope));
    return response;
  });
}

Result<v1::Sheet> SheetHandlers::Update(const Call& call, const v1::UpdateSheetRequest& request) {
  auto mask = ReadMask(request);
  if (!mask) return Propagate(mask);
  return Change(database_, call, request.sheet().name(), "sheet.name", [&](Sheet& sheet) -> Status {
    const auto& etag = request.sheet().etag();
    if (!etag.empty() && etag != std::to_string(sheet.details().version)) {
      return Fail(reason::kEtagMismatch, "the sheet has changed: its etag is {}", sheet.details().version);
    }
    auto next = sheet.details();
    Take(request.sheet(), *mask, next);
    return sheet.Rewrite(next);
  });
}

}  // namespace maillage::network::rpc
