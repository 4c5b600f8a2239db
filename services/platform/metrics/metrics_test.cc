#include "platform/metrics/metrics.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace maillage::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What a scrape of /metrics on the port answers, headers included.
std::string Scrape(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = "GET /metrics HTTP/1.0\r\n\r\n";
    EXPECT_EQ(::write(socket, request.data(), request.size()), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t n; (n = ::read(socket, buffer, sizeof buffer)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(socket);
  return answer;
}

TEST(Metrics, CountMeasureAndSort) {
  Registry registry;
  auto& calls = registry.AddCounter("calls_total", "Calls.", {{"method", "Get"}});
  calls.Add();
  calls.Add(2);
  EXPECT_EQ(calls.Value(), 3);
  auto& depth = registry.AddGauge("depth", "Depth.");
  depth.Set(5);
  depth.Add(-1);
  registry.AddHistogram("seconds", "Time.", {0.1, 1}).Observe(0.5);

  const auto text = registry.Text();
  EXPECT_THAT(text, HasSubstr("calls_total{method=\"Get\"} 3"));
  EXPECT_THAT(text, HasSubstr("depth 4"));
  EXPECT_THAT(text, HasSubstr("seconds_bucket{le=\"0.1\"} 0"));
  EXPECT_THAT(text, HasSubstr("seconds_bucket{le=\"1\"} 1"));
}

TEST(Metrics, AreTheSameByNameAndLabels) {
  Registry registry;
  auto& first = registry.AddCounter("calls_total", "Calls.", {{"method", "Get"}});
  EXPECT_EQ(&first, &registry.AddCounter("calls_total", "Calls.", {{"method", "Get"}}));
  EXPECT_NE(&first, &registry.AddCounter("calls_total", "Calls.", {{"method", "List"}}));
  auto& time = registry.AddHistogram("seconds", "Time.", LatencyBuckets());
  EXPECT_EQ(&time, &registry.AddHistogram("seconds", "Time.", LatencyBuckets()));
}

TEST(Metrics, StayBoundedWhateverTheLabels) {
  Registry registry;
  for (int i = 0; i < 1500; ++i) registry.AddCounter("calls_total", "Calls.", {{"person", std::to_string(i)}}).Add();
  const auto text = registry.Text();
  EXPECT_THAT(text, HasSubstr("calls_total{person=\"999\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("calls_total{person=\"other\"} 500\n"));
  EXPECT_THAT(text, Not(HasSubstr("person=\"1000\"")));
}

TEST(Metrics, LatencyBucketsGoUpFromHalfAMillisecondToTenSeconds) {
  const auto buckets = LatencyBuckets();
  EXPECT_TRUE(std::is_sorted(buckets.begin(), buckets.end()));
  EXPECT_EQ(buckets.front(), 0.0005);
  EXPECT_EQ(buckets.back(), 10);
}

TEST(Metrics, AreServedAndRefreshedAtEachScrape) {
  Registry registry;
  EXPECT_EQ(registry.port(), 0);
  auto& depth = registry.AddGauge("depth", "Depth.");
  double present = 0;
  registry.OnScrape([&] { depth.Set(++present); });
  registry.Expose("127.0.0.1:0");
  const int port = registry.port();
  EXPECT_THAT(Scrape(port), HasSubstr("depth 1\n"));
  EXPECT_THAT(Scrape(port), HasSubstr("depth 2\n"));

  registry.StopExposing();
  EXPECT_EQ(Scrape(port), "");
  EXPECT_THAT(registry.Text(), HasSubstr("depth 2\n"));
  EXPECT_EQ(present, 2);
}

TEST(Metrics, SayWhenTheAddressIsTaken) {
  Registry first;
  first.Expose("127.0.0.1:0");
  Registry second;
  EXPECT_THROW(second.Expose("127.0.0.1:" + std::to_string(first.port())), std::runtime_error);
}

}  // namespace
}  // namespace maillage::metrics
