#include "notifier/mail/mime.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "notifier/mail/calendar_part.h"
#include "notifier/mail/clean.h"
#include "platform/calendar/zone.h"
#include "platform/core/ids.h"

namespace maillage::notifier::mail {
namespace {

constexpr std::size_t kName = 120;
constexpr std::size_t kSubject = 300;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

/// Printable ASCII of one header, unfolded: what else there might be is dropped, so it cannot end the line.
std::string Ascii(const std::string& text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c >= ' ' && c < 0x7F; });
  return out.substr(0, 900);
}

/// A text for people in a header. What looks like an encoded word already (RFC 2047) would be read as one: its mark is
/// broken.
std::string ForHeader(const std::string& text, std::size_t limit) {
  auto line = OneLine(text, limit);
  for (auto at = line.find("=?"); at != std::string::npos; at = line.find("=?", at + 2)) line.insert(at + 1, " ");
  return line;
}

/// A header for machines, written as it is.
void AppendRaw(std::string& out, std::string_view name, const std::string& value) {
  ((out += name) += ": ") += Ascii(value);
  out += "\r\n";
}

using Text = std::unique_ptr<gchar, decltype(&g_free)>;

/// Lines of GMime's making, ended by CR LF.
void AppendLines(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    out += text.substr(0, end);
    if (end == std::string_view::npos) return;
    out += out.ends_with('\r') ? "\n" : "\r\n";
    text.remove_prefix(end + 1);
  }
}

/// A header of text for people: its words encoded and its lines folded by GMime.
std::string Words(const char* name, const std::string& value) {
  const Object<GMimeHeaderList> list(g_mime_header_list_new(nullptr));
  g_mime_header_list_append(list.get(), name, value.c_str(), "utf-8");
  const Text text(g_mime_header_list_to_string(list.get(), nullptr), &g_free);
  std::string out;
  AppendLines(out, text.get());
  return out;
}

/// A header of one address.
std::string Mailbox(const char* name, const std::string& person, const std::string& address) {
  const Object<InternetAddressList> list(internet_address_list_new());
  const Object<InternetAddress> mailbox(
      internet_address_mailbox_new(person.empty() ? nullptr : person.c_str(), address.c_str()));
  internet_address_set_charset(mailbox.get(), "utf-8");
  internet_address_list_add(list.get(), mailbox.get());
  GString* line = g_string_new((std::string(name) + ": ").c_str());
  internet_address_list_encode(list.get(), nullptr, line);
  std::string out;
  AppendLines(out, std::string_view(line->str, line->len));
  g_string_free(line, TRUE);
  return out;
}

/// The same header again and again: one sender, and the subject of a whole mailing.
class Repeated {
 public:
  template <class Make>
  const std::string& Get(const std::string& value, const Make& make) {
    if (text_.empty() || value != value_) {
      text_ = make();
      value_ = value;
    }
    return text_;
  }

 private:
  std::string value_, text_;
};

std::string BareId(const std::string& id) {
  auto bare = Ascii(id);
  std::erase_if(bare, [](char c) { return c == '<' || c == '>' || c == ' '; });
  return bare;
}

std::string DateOf(const Mail& mail) {
  const auto seconds = date::floor<std::chrono::seconds>(mail.sent);
  const auto local = Zone::Named(mail.to.zone).value_or(Zone::Utc()).ToLocal(seconds);
  const auto offset = (local.time_since_epoch() - seconds.time_since_epoch()).count();
  GTimeZone* zone = g_time_zone_new_offset(static_cast<gint32>(offset));
  GDateTime* utc = g_date_time_new_from_unix_utc(seconds.time_since_epoch().count());
  GDateTime* there = g_date_time_to_timezone(utc, zone);
  const Text text(g_mime_utils_header_format_date(there), &g_free);
  g_date_time_unref(there);
  g_date_time_unref(utc);
  g_time_zone_unref(zone);
  return text.get();
}

/// The body, put together by hand: its parts are always the same, and as objects of GMime's they cost as much again as
/// all the rest of a mail.
class Alternatives {
 public:
  explicit Alternatives(const Mail& mail) : boundary_("=-" + Sha256Hex(mail.message_id).substr(0, 32)) {
    out_ = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n\tboundary=\"" + boundary_ + "\"\r\n";
  }
  void Add(const std::string& type, const std::string& encoded) {
    out_ += "\r\n--" + boundary_ + "\r\nContent-Type: text/" + type +
            "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + encoded;
  }
  std::string End() && { return std::move(out_) + "\r\n--" + boundary_ + "--\r\n"; }

 private:
  const std::string boundary_;
  std::string out_;
};

std::string HeadersOf(const Mail& mail, const std::string& subject) {
  thread_local Repeated from, subjects;
  const auto caf = ForHeader(mail.caf, kName), about = ForHeader(subject, kSubject);
  std::string out = from.Get(caf + "\n" + mail.from_address, [&] { return Mailbox("From", caf, mail.from_address); });
  out += Mailbox("To", ForHeader(mail.to.given_name + " " + mail.to.family_name, kName), mail.to.address);
  if (!mail.reply_to.empty()) out += Mailbox("Reply-To", "", mail.reply_to);
  out += subjects.Get(about, [&] { return Words("Subject", about); });
  AppendRaw(out, "Date", DateOf(mail));
  AppendRaw(out, "Message-ID", "<" + BareId(mail.message_id) + ">");
  AppendRaw(out, "Auto-Submitted", "auto-generated");
  if (!mail.unsubscribe_url.empty()) {
    AppendRaw(out, "List-Unsubscribe", "<" + SafeUrl(mail.unsubscribe_url) + ">");
    AppendRaw(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  for (const auto& section : mail.sections)
    AppendRaw(out, "Maillage-Reminder", section.rule + " " + section.subject + " " + section.reference);
  return out;
}

}  // namespace

std::string Assemble(const Mail& mail, const Bodies& bodies) {
  static std::once_flag started;
  std::call_once(started, [] { g_mime_init(); });

  Alternatives body(mail);
  body.Add("plain; charset=utf-8", bodies.text);
  body.Add("html; charset=utf-8", bodies.html);
  if (!bodies.calendar.empty())
    body.Add("calendar; charset=utf-8; method=" + std::string(MethodName(mail.calendar->method)), bodies.calendar);
  return HeadersOf(mail, bodies.subject) + std::move(body).End();
}

std::string QuotedPrintable(const std::string& content) {
  GMimeEncoding encoding;
  g_mime_encoding_init_encode(&encoding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string encoded(g_mime_encoding_outlen(&encoding, content.size()), '\0');
  encoded.resize(g_mime_encoding_flush(&encoding, content.data(), content.size(), encoded.data()));
  std::string out;
  out.reserve(encoded.size() + encoded.size() / 32);
  AppendLines(out, encoded);
  return out;
}

}  // namespace maillage::notifier::mail
