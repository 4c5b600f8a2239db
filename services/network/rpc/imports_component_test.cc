#include <fstream>
#include <sstream>

#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/import.pb.h"
#include "maillage/platform/v1/import.pb.h"
#include "network/rpc/testing.h"

/// The programme of the demonstration, and the files that an importer must survive (data/hostile/README.md).
namespace maillage::network {
namespace {

using platform::v1::ImportReport;

class Imports : public testing::Methods {
 protected:
  static std::string File(const std::string& name) {
    std::ifstream file(MAILLAGE_SOURCE_DIR "/data/" + name, std::ios::binary);
    if (!file) throw std::runtime_error("no file " + name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  ImportReport Programme(const std::string& content, bool dry_run = false, bool publish = true) {
    v1::ImportProgrammeRequest request;
    request.set_parent("cafs/95");
    request.set_content(content);
    request.set_dry_run(dry_run);
    request.set_publish(publish);
    auto report = Ask<ImportReport>("NetworkImportService/ImportProgramme", request);
    EXPECT_TRUE(report) << report.error().reason << " " << report.error().message;
    return report.value_or(ImportReport());
  }

  int Events() {
    v1::ListEventsRequest list;
    list.set_parent("cafs/95");
    return Ask<v1::ListEventsResponse>("EventService/ListEvents", list)->events_size();
  }

  static std::vector<std::string> FaultsOf(const ImportReport& report) {
    std::vector<std::string> faults;
    for (const auto& each : report.faults()) faults.push_back(std::to_string(each.line()) + " " + each.column());
    return faults;
  }
};

TEST_F(Imports, TheProgrammeIsReadOnceAndTheSameFileAgainChangesNothing) {
  now_ = ParseInstant("2026-01-05T08:00:00Z").value();
  const auto file = File("val-doise/programme-2026.csv");
  const auto dry = Programme(file, true);
  EXPECT_TRUE(dry.dry_run());
  EXPECT_EQ(dry.created(), 20);
  EXPECT_EQ(Events(), 0);

  const auto first = Programme(file);
  EXPECT_EQ(first.rows(), 20);
  EXPECT_EQ(first.created(), 20);
  EXPECT_EQ(first.faults_size(), 0);
  EXPECT_EQ(Events(), 10);
  const auto again = Programme(file);
  EXPECT_EQ(again.unchanged(), 20);
  EXPECT_EQ(again.created() + again.updated(), 0);

  v1::GetEventRequest get;
  get.set_name("cafs/95/events/ev-95-2026-r1");
  const auto event = Ask<v1::Event>("EventService/GetEvent", get);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->state(), v1::Event::PUBLISHED);
  EXPECT_EQ(event->format(), v1::Event::SPLIT);
  EXPECT_EQ(event->sessions(0).name(), "cafs/95/events/ev-95-2026-r1/sessions/ev-95-2026-r1-s1");
  EXPECT_EQ(event->sessions(0).minutes(), 360);
  EXPECT_EQ(event->sessions(0).minimum(), 8);
  EXPECT_EQ(event->registration_closes_on(), "2026-02-03");
  EXPECT_EQ(event->etag(), "1") << "the second reading has not touched it";
}

TEST_F(Imports, AnActionTrainingCountsPeople) {
  Programme(File("val-doise/programme-2026.csv"));
  v1::GetEventRequest get;
  get.set_name("cafs/95/events/ev-95-2026-fa");
  const auto event = Ask<v1::Event>("EventService/GetEvent", get);
  EXPECT_EQ(event->format(), v1::Event::SEQUENCE);
  EXPECT_EQ(event->sessions(0).capacity(), 12);
}

TEST_F(Imports, AChangedFileMovesTheSessionAndSaysWhichRows) {
  auto file = File("val-doise/programme-2026.csv");
  now_ = ParseInstant("2026-01-05T08:00:00Z").value();
  Programme(file);
  const std::string from = "2026-02-05T09:30,2026-02-05T16:30";
  file.replace(file.find(from), from.size(), "2026-02-06T09:30,2026-02-06T16:30");
  const auto report = Programme(file);
  EXPECT_EQ(report.updated(), 1);
  EXPECT_EQ(report.unchanged(), 19);
}

TEST_F(Imports, APastSessionIsNotMovedAndNothingElseIsChanged) {
  auto file = File("val-doise/programme-2026.csv");
  now_ = ParseInstant("2026-01-05T08:00:00Z").value();
  Programme(file);
  now_ = ParseInstant("2026-06-01T08:00:00Z").value();
  const std::string from = "2026-02-05T09:30,2026-02-05T16:30";
  file.replace(file.find(from), from.size(), "2026-02-06T09:30,2026-02-06T16:30");
  const auto report = Programme(file);
  ASSERT_EQ(report.faults_size(), 1);
  EXPECT_EQ(report.faults(0).line(), 4);
  EXPECT_EQ(report.faults(0).message(), "La session a commencé\u00A0: elle ne change plus.");
}

TEST_F(Imports, TimesThatCannotBeAreRefusedRowByRow) {
  unknown_communes_ = {"95999"};
  auto file = File("hostile/programme-times.csv");
  const auto report = Programme(file);
  std::set<std::string> faults;
  for (const auto& each : FaultsOf(report)) faults.insert(each);
  EXPECT_TRUE(faults.contains("3 starts_at")) << "does not exist";
  for (const auto& each : faults) EXPECT_FALSE(each.starts_with("2 ")) << "the first row is sound";
  for (const auto& each : faults) EXPECT_FALSE(each.starts_with("4 ")) << "exists twice: the first is meant";
  EXPECT_TRUE(faults.contains("5 ends_at"));
  EXPECT_TRUE(faults.contains("6 zone"));
  EXPECT_TRUE(faults.contains("7 capacity"));
  EXPECT_TRUE(faults.contains("8 capacity"));
  EXPECT_TRUE(faults.contains("9 minimum"));
  EXPECT_TRUE(faults.contains("10 starts_at"));
  EXPECT_TRUE(faults.contains("11 starts_at"));
  EXPECT_TRUE(faults.contains("12 insee"));
  EXPECT_EQ(Events(), 0) << "all or nothing";
}

TEST_F(Imports, TitlesThatWouldHarmAreRefusedAndOddOnesAreText) {
  const auto report = Programme(File("hostile/programme-titles.csv"));
  std::set<std::string> faults;
  for (const auto& each : FaultsOf(report)) faults.insert(each);
  std::set<std::string> lines;
  for (const auto& each : faults) lines.insert(each.substr(0, each.find(' ')));
  // Lines of the file: the second row has a line break in its title, the sixth two.
  EXPECT_EQ(lines, (std::set<std::string>{"3", "5", "6", "8"})) << "CR LF, too long, empty, ends a calendar entry";
  EXPECT_EQ(Events(), 0);
}

TEST_F(Imports, AFileThatIsNoneGetsAnAnswer) {
  for (const auto* name : {"hostile/empty.csv", "hostile/not-a-csv.csv", "hostile/no-header.csv"}) {
    const auto report = Programme(File(name));
    EXPECT_GT(report.faults_size(), 0) << name;
  }
  EXPECT_EQ(Events(), 0);
}

TEST_F(Imports, NeedsAndSheetsComeWithTheirStatesOnce) {
  now_ = ParseInstant("2026-01-05T08:00:00Z").value();
  v1::ImportNeedsRequest needs;
  needs.set_parent("cafs/95");
  needs.set_content(File("val-doise/needs.csv"));
  auto refused = Ask<ImportReport>("NetworkImportService/ImportNeeds", needs);
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_GT(refused->faults_size(), 0) << "nobody and no event is known yet";

  Programme(File("val-doise/programme-2026.csv"));
  Programme(File("val-doise/programme-2027.csv"));
  for (int i = 1; i <= 90; ++i) AddPerson(fmt::format("p-95-{:03}", i));
  auto first = Ask<ImportReport>("NetworkImportService/ImportNeeds", needs);
  EXPECT_EQ(first->faults_size(), 0) << first->faults(0).message() << first->faults(0).value();
  EXPECT_EQ(first->created(), 25);
  EXPECT_EQ(Ask<ImportReport>("NetworkImportService/ImportNeeds", needs)->unchanged(), 25);

  v1::ImportSheetsRequest sheets;
  sheets.set_parent("cafs/95");
  sheets.set_content(File("val-doise/sheets.csv"));
  EXPECT_EQ(Ask<ImportReport>("NetworkImportService/ImportSheets", sheets)->created(), 6);
  EXPECT_EQ(Ask<ImportReport>("NetworkImportService/ImportSheets", sheets)->unchanged(), 6);
}

}  // namespace
}  // namespace maillage::network
