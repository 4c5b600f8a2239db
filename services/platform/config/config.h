#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace maillage::config {

/// Reads `MAILLAGE_…` variables into a service's struct. All faults are reported together; an unknown `MAILLAGE_…`
/// variable is a fault (another program's is not: one environment may serve all); secrets never show. An empty variable
/// counts as one that is not set.
///
///     config::Reader read("NETWORK");
///     NetworkConfig c;
///     c.listen = read.Text("LISTEN", "127.0.0.1:7102", "address of the gRPC server");   // MAILLAGE_NETWORK_LISTEN,
///     else MAILLAGE_LISTEN c.database = read.Secret("DATABASE_URL", "libpq connection string");              // no
///     default: required read.Done();                                                                      // throws
///     ConfigError with every fault
class Reader {
 public:
  /// `service` in capitals. MAILLAGE_<SERVICE>_<NAME> wins over MAILLAGE_<NAME>.
  explicit Reader(std::string service);
  Reader(std::string service, std::vector<std::string> environment);  // tests: "NAME=value"

  std::string Text(const std::string& name, const std::string& what);
  std::string Text(const std::string& name, const std::string& fallback, const std::string& what);
  std::string Secret(const std::string& name, const std::string& what);
  std::string Secret(const std::string& name, const std::string& fallback, const std::string& what);
  int Int(const std::string& name, int fallback, int min, int max, const std::string& what);
  double Number(const std::string& name, double fallback, double min, double max, const std::string& what);
  bool Flag(const std::string& name, bool fallback, const std::string& what);
  std::chrono::milliseconds Milliseconds(const std::string& name, std::chrono::milliseconds fallback,
                                         const std::string& what);
  /// The content of the file that the variable names.
  std::string File(const std::string& name, const std::string& what);
  /// `fallback` is the content when the variable is not set.
  std::string File(const std::string& name, const std::string& fallback, const std::string& what);
  /// One of `allowed`.
  std::string OneOf(const std::string& name, const std::string& fallback, const std::vector<std::string>& allowed,
                    const std::string& what);

  /// Adds a fault that only the reader of several values can see: `Refuse("LINK_KEY", "is too short")`.
  void Refuse(const std::string& name, const std::string& fault);

  /// Throws std::runtime_error that lists every fault (missing, malformed, unknown variable).
  void Done();

  struct Setting {
    std::string variable;
    std::string value;  // "***" for secrets
    std::string what;
  };
  const std::vector<Setting>& settings() const { return settings_; }

 private:
  struct Found {
    std::string variable;
    std::string value;
  };
  std::optional<Found> Find(const std::string& name);
  std::string Take(const std::string& name, const std::optional<std::string>& fallback, const std::string& what,
                   bool secret);
  template <class T, class Parse>
  T Parsed(const std::string& name, T fallback, const std::string& expected, const std::string& what, Parse parse);
  void Missing(const std::string& name, const std::string& what);
  void Record(const std::string& variable, const std::string& value, const std::string& what);
  std::string Content(const std::string& name, const std::optional<std::string>& fallback, const std::string& what);

  std::string service_;
  std::vector<std::string> environment_;
  std::set<std::string> known_;
  std::vector<std::string> faults_;
  std::vector<Setting> settings_;
};

}  // namespace maillage::config
