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
void AppendRaw(GMimeMessage* message, const char* name, const std::string& value) {
  auto* list = g_mime_object_get_header_list(GMIME_OBJECT(message));
  g_mime_header_list_append(list, name, "", nullptr);
  g_mime_header_set_raw_value(g_mime_header_list_get_header_at(list, g_mime_header_list_get_count(list) - 1),
                              (" " + Ascii(value) + "\n").c_str());
}

void AddAddress(GMimeMessage* message, GMimeAddressType type, const std::string& name, const std::string& address) {
  const Object<InternetAddress> mailbox(
      internet_address_mailbox_new(name.empty() ? nullptr : name.c_str(), address.c_str()));
  internet_address_set_charset(mailbox.get(), "utf-8");
  internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox.get());
}

std::string BareId(const std::string& id) {
  auto bare = Ascii(id);
  std::erase_if(bare, [](char c) { return c == '<' || c == '>' || c == ' '; });
  return bare;
}

void SetDate(GMimeMessage* message, const Mail& mail) {
  const auto seconds = date::floor<std::chrono::seconds>(mail.sent);
  const auto local = Zone::Named(mail.to.zone).value_or(Zone::Utc()).ToLocal(seconds);
  const auto offset = (local.time_since_epoch() - seconds.time_since_epoch()).count();
  GTimeZone* zone = g_time_zone_new_offset(static_cast<gint32>(offset));
  GDateTime* utc = g_date_time_new_from_unix_utc(seconds.time_since_epoch().count());
  GDateTime* there = g_date_time_to_timezone(utc, zone);
  g_mime_message_set_date(message, there);
  g_date_time_unref(there);
  g_date_time_unref(utc);
  g_time_zone_unref(zone);
}

/// Quoted-printable, lines ended by CR LF.
void AppendEncoded(std::string& out, const std::string& content) {
  GMimeEncoding encoding;
  g_mime_encoding_init_encode(&encoding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string encoded(g_mime_encoding_outlen(&encoding, content.size()), '\0');
  encoded.resize(g_mime_encoding_flush(&encoding, content.data(), content.size(), encoded.data()));
  std::size_t from = 0;
  for (auto end = encoded.find('\n'); end != std::string::npos; end = encoded.find('\n', from)) {
    out.append(encoded, from, end - from);
    out += out.ends_with('\r') ? "\n" : "\r\n";
    from = end + 1;
  }
  out.append(encoded, from);
}

/// The body, put together by hand: its parts are always the same, and as objects of GMime's they cost as much again as
/// all the rest of a mail.
class Alternatives {
 public:
  explicit Alternatives(const Mail& mail) : boundary_("=-" + Sha256Hex(mail.message_id).substr(0, 32)) {
    out_ = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n\tboundary=\"" + boundary_ + "\"\r\n";
  }
  void Add(const std::string& type, const std::string& content) {
    out_ += "\r\n--" + boundary_ + "\r\nContent-Type: text/" + type +
            "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    AppendEncoded(out_, content);
  }
  std::string End() && { return std::move(out_) + "\r\n--" + boundary_ + "--\r\n"; }

 private:
  const std::string boundary_;
  std::string out_;
};

std::string HeadersOf(GMimeMessage* message) {
  GMimeFormatOptions* format = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
  const std::unique_ptr<gchar, decltype(&g_free)> headers(
      g_mime_header_list_to_string(g_mime_object_get_header_list(GMIME_OBJECT(message)), format), &g_free);
  g_mime_format_options_free(format);
  return headers.get();
}

}  // namespace

std::string Assemble(const Mail& mail, const Bodies& bodies) {
  static std::once_flag started;
  std::call_once(started, [] { g_mime_init(); });

  const Object<GMimeMessage> message(g_mime_message_new(FALSE));
  AddAddress(message.get(), GMIME_ADDRESS_TYPE_FROM, ForHeader(mail.caf, kName), mail.from_address);
  AddAddress(message.get(), GMIME_ADDRESS_TYPE_TO, ForHeader(mail.to.given_name + " " + mail.to.family_name, kName),
             mail.to.address);
  if (!mail.reply_to.empty()) AddAddress(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO, "", mail.reply_to);
  g_mime_message_set_subject(message.get(), ForHeader(bodies.subject, kSubject).c_str(), "utf-8");
  SetDate(message.get(), mail);
  AppendRaw(message.get(), "Message-ID", "<" + BareId(mail.message_id) + ">");
  AppendRaw(message.get(), "Auto-Submitted", "auto-generated");
  if (!mail.unsubscribe_url.empty()) {
    AppendRaw(message.get(), "List-Unsubscribe", "<" + SafeUrl(mail.unsubscribe_url) + ">");
    AppendRaw(message.get(), "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  for (const auto& section : mail.sections) {
    AppendRaw(message.get(), "Maillage-Reminder", section.rule + " " + section.subject + " " + section.reference);
  }
  Alternatives body(mail);
  body.Add("plain; charset=utf-8", bodies.text);
  body.Add("html; charset=utf-8", bodies.html);
  if (!bodies.calendar.empty())
    body.Add("calendar; charset=utf-8; method=" + std::string(MethodName(mail.calendar->method)), bodies.calendar);
  return HeadersOf(message.get()) + std::move(body).End();
}

}  // namespace maillage::notifier::mail
