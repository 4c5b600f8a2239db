#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "platform/core/ids.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/test_database.h"
#include "platform/runtime/measures.h"

namespace maillage::platform {
namespace {

/// The value of a series that a scrape finds; NaN when there is none.
double Scraped(const std::string& series) {
  const auto text = metrics::Registry::Process().Text();
  const auto at = text.find("\n" + series + " ");
  return at == std::string::npos ? std::nan("") : std::stod(text.substr(at + series.size() + 2));
}

TEST(Measures, TheDatabaseAnswersAndItsClockIsThisMachines) {
  pg::TestDatabase server("measures");
  pg::Database database({server.url()});
  ServeDatabase(database, "");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Scraped("maillage_dependency_up{dependency=\"postgresql\"}"), 1);
    EXPECT_LT(std::abs(Scraped("maillage_clock_skew_seconds")), 0.5);
    // A connection that was lost since the last scrape is no database that is away.
    server.Script(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> "
        "pg_backend_pid()");
  }
  metrics::Registry::Process().StopExposing();
}

TEST(Measures, TheSchemaIsComparedWithWhatTheServiceBrings) {
  const auto folder = std::filesystem::temp_directory_path() / ("maillage-measures-" + NewUuid());
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "0001_items.sql") << "create table items (id int);";
  pg::TestDatabase server("measures", folder);
  pg::Database database({server.url()});
  ServeDatabase(database, folder);
  EXPECT_EQ(Scraped("maillage_migrations_missing"), 0);
  EXPECT_EQ(Scraped("maillage_migrations_unknown"), 0);
  // As an older version of the service would see it, and one that nobody gave the owner's address.
  server.Script("insert into schema_migrations (name, checksum) values ('0002_newer', ''), ('0003_newer', '')");
  server.Script("delete from schema_migrations where name = '0001_items'");
  EXPECT_EQ(Scraped("maillage_migrations_missing"), 1);
  EXPECT_EQ(Scraped("maillage_migrations_unknown"), 2);
  metrics::Registry::Process().StopExposing();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace maillage::platform
