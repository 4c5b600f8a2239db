#include "platform/tabular/records.h"

#include <csv.h>

#include <memory>
#include <new>

namespace maillage::tabular {
namespace {

/// What libcsv's callbacks fill.
struct Progress {
  std::vector<std::string> cells;
  bool record_ended = false;
};

void OnCell(void* data, std::size_t size, void* progress) {
  static_cast<Progress*>(progress)->cells.emplace_back(static_cast<const char*>(data), size);
}

void OnRecord(int, void* progress) { static_cast<Progress*>(progress)->record_ended = true; }

class Parser {
 public:
  explicit Parser(char separator) {
    // REPALL_NL: blank lines are told too, as records without cells.
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) throw std::bad_alloc();
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
    csv_set_blk_size(&parser_, 4096);
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  bool Feed(char byte, Progress& progress) {
    return csv_parse(&parser_, &byte, 1, OnCell, OnRecord, &progress) == 1 && Sound();
  }
  bool Finish(Progress& progress) { return csv_fini(&parser_, OnCell, OnRecord, &progress) == 0 && Sound(); }

 private:
  bool Sound() {
    if (csv_error(&parser_) == CSV_ENOMEM || csv_error(&parser_) == CSV_ETOOBIG) throw std::bad_alloc();
    return csv_error(&parser_) == CSV_SUCCESS;
  }

  csv_parser parser_{};
};

}  // namespace

char FindSeparator(std::string_view text) {
  int commas = 0;
  int semicolons = 0;
  bool quoted = false;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',';
    semicolons += c == ';';
  }
  return semicolons > commas ? ';' : ',';
}

Reading ReadRecords(std::string_view text, char separator, const std::function<bool(Record)>& take) {
  Parser parser(separator);
  Progress progress;
  int line = 1;         // of the byte at hand
  int record_line = 1;  // of the record at hand
  // libcsv does not say where it is: fed byte by byte, it need not.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!parser.Feed(text[i], progress)) return {Ending::kMisplacedQuote, record_line};
    const bool second_of_two = text[i] == '\n' && i > 0 && text[i - 1] == '\r';
    if ((text[i] == '\n' && !second_of_two) || text[i] == '\r') ++line;
    if (!progress.record_ended) continue;
    progress.record_ended = false;
    const bool rest_of_line_end = second_of_two && progress.cells.empty();
    if (!rest_of_line_end && !take({record_line, std::move(progress.cells)})) return {Ending::kStopped, record_line};
    progress.cells.clear();
    record_line = line;
  }
  if (!parser.Finish(progress)) return {Ending::kUnclosedQuote, record_line};
  if (progress.record_ended && !take({record_line, std::move(progress.cells)})) return {Ending::kStopped, record_line};
  return {Ending::kWhole, record_line};
}

}  // namespace maillage::tabular
