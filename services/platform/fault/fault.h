#pragma once

#include <string_view>

namespace maillage::fault {

/// The calls to other systems that tests can spoil (docs/decisions/faults.md). What `about` says of each is in
/// brackets.
enum class Point {
  kPgConnect,     ///< a connection is opened []
  kPgFlush,       ///< statements are sent and answered [the last of them]
  kPgCommit,      ///< COMMIT is sent and answered [the statement before it]
  kKafkaProduce,  ///< a batch is produced and reported, dead letters too [topic without prefix]
  kKafkaPoll,     ///< events are fetched [group]
  kKafkaAsk,      ///< the ends of partitions are asked for [group]
  kKafkaCommit,   ///< offsets are committed [group]
  kInboxApply,    ///< an event is handed to its handler, which fails by an exception [type]
  kRedisCommand,  ///< a command [its name]
  kSmtpConnect,   ///< a connection to the mail server is opened []
  kSmtpData,      ///< after the server's go-ahead to DATA, before the first byte []
  kSmtpMessage,   ///< one message, from MAIL to the answer to the final dot [recipient]
};

/// Asked right before the call. True: do not make it, and go on as if it had failed.
///
/// In every program that runs in production both functions do nothing and answer false. The programs of `bin/faulty`
/// are the same but for another definition, which obeys the rules of a test: fail, delay, stop or kill the process
/// here. Thread-safe.
bool Fails(Point point, std::string_view about);

/// Asked right after the call was made. True: go on as if its answer had not come in time; what it did is done.
bool LosesAnswer(Point point, std::string_view about);

}  // namespace maillage::fault
