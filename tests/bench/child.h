#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

namespace maillage::bench {

/// This program once more, in a process of its own, which ends when its input does. Throws std::runtime_error when it
/// cannot be started.
class Child {
 public:
  explicit Child(const std::vector<std::string>& arguments);
  /// Ends its input and waits.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// The next line that it prints, without its end.
  std::string ReadLine();
  /// Writes a line and reads the next that it prints.
  std::string Ask(const std::string& line);

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  std::FILE* output_ = nullptr;
};

/// Runs a program and answers what it printed. Throws std::runtime_error when it cannot be started or fails.
std::string OutputOf(const std::vector<std::string>& command);

}  // namespace maillage::bench
