#include "bench/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

extern char** environ;

namespace maillage::bench {
namespace {

/// A pipe whose ends no other child inherits.
struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = ends[0];
    write = ends[1];
  }
};

/// `input` and `output` become the program's; -1: as ours.
pid_t Spawn(const std::vector<std::string>& command, int input, int output) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input >= 0) posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = -1;
  const int failed = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error(fmt::format("{} cannot be started", command.front()));
  return pid;
}

}  // namespace

Child::Child(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"/proc/self/exe"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Pipe in, out;
  pid_ = Spawn(command, in.read, out.write);
  close(in.read);
  close(out.write);
  input_ = in.write;
  output_ = fdopen(out.read, "r");
}

Child::~Child() {
  close(input_);
  waitpid(pid_, nullptr, 0);
  std::fclose(output_);
}

std::string Child::ReadLine() {
  std::string line;
  for (int c = std::fgetc(output_); c != '\n'; c = std::fgetc(output_)) {
    if (c == EOF) throw std::runtime_error("the other process has ended");
    line += static_cast<char>(c);
  }
  return line;
}

std::string Child::Ask(const std::string& line) {
  const auto text = line + "\n";
  if (write(input_, text.data(), text.size()) < 0) throw std::runtime_error("the other process has ended");
  return ReadLine();
}

std::string OutputOf(const std::vector<std::string>& command) {
  const Pipe out;
  const auto pid = Spawn(command, -1, out.write);
  close(out.write);
  std::string text;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(out.read, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(size));
  close(out.read);
  int status = 0;
  waitpid(pid, &status, 0);
  if (status != 0) throw std::runtime_error(fmt::format("{} failed:\n{}", command.front(), text));
  return text;
}

}  // namespace maillage::bench
