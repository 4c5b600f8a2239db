#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

/// The closed vocabularies of the domain and the words by which proto, SQL and files call their members.
namespace maillage::directory {

enum class PersonKind { kOfficer, kCafStaff, kElected, kDirector, kPartner, kSpeaker };
enum class CafStaffKind { kNone, kAdviser, kSocialWorker, kThematic };
enum class Role { kAdmin, kPilot, kCaf, kOfficer, kDecider, kGuest };
enum class PersonState { kInvited, kActive, kLeft, kAnonymised };
enum class PostState { kOpen, kFilled, kVacant, kClosed };

template <class Enum>
struct Words;

template <>
struct Words<PersonKind> {
  static constexpr std::array<std::pair<PersonKind, std::string_view>, 6> kAll{{{PersonKind::kOfficer, "OFFICER"},
                                                                                {PersonKind::kCafStaff, "CAF_STAFF"},
                                                                                {PersonKind::kElected, "ELECTED"},
                                                                                {PersonKind::kDirector, "DIRECTOR"},
                                                                                {PersonKind::kPartner, "PARTNER"},
                                                                                {PersonKind::kSpeaker, "SPEAKER"}}};
};
template <>
struct Words<CafStaffKind> {
  static constexpr std::array<std::pair<CafStaffKind, std::string_view>, 4> kAll{
      {{CafStaffKind::kNone, ""},
       {CafStaffKind::kAdviser, "ADVISER"},
       {CafStaffKind::kSocialWorker, "SOCIAL_WORKER"},
       {CafStaffKind::kThematic, "THEMATIC"}}};
};
template <>
struct Words<Role> {
  static constexpr std::array<std::pair<Role, std::string_view>, 6> kAll{{{Role::kAdmin, "ADMIN"},
                                                                          {Role::kPilot, "PILOT"},
                                                                          {Role::kCaf, "CAF"},
                                                                          {Role::kOfficer, "OFFICER"},
                                                                          {Role::kDecider, "DECIDER"},
                                                                          {Role::kGuest, "GUEST"}}};
};
template <>
struct Words<PersonState> {
  static constexpr std::array<std::pair<PersonState, std::string_view>, 4> kAll{
      {{PersonState::kInvited, "INVITED"},
       {PersonState::kActive, "ACTIVE"},
       {PersonState::kLeft, "LEFT"},
       {PersonState::kAnonymised, "ANONYMISED"}}};
};
template <>
struct Words<PostState> {
  static constexpr std::array<std::pair<PostState, std::string_view>, 4> kAll{{{PostState::kOpen, "OPEN"},
                                                                               {PostState::kFilled, "FILLED"},
                                                                               {PostState::kVacant, "VACANT"},
                                                                               {PostState::kClosed, "CLOSED"}}};
};

template <class Enum>
constexpr std::string_view WordOf(Enum value) {
  for (const auto& [member, word] : Words<Enum>::kAll)
    if (member == value) return word;
  return {};
}

template <class Enum>
constexpr std::optional<Enum> FromWord(std::string_view text) {
  for (const auto& [member, word] : Words<Enum>::kAll)
    if (word == text) return member;
  return std::nullopt;
}

/// A thematic adviser's field.
inline constexpr std::array<std::string_view, 5> kSpecialities{"EARLY_CHILDHOOD", "INVESTMENT_RENOVATION",
                                                               "SOCIAL_LIFE", "YOUTH", "PARENTING"};
inline constexpr std::array<std::string_view, 2> kChannels{"EMAIL", "SMS"};
inline constexpr std::array<std::string_view, 11> kThemes{
    "EARLY_CHILDHOOD",   "CHILDHOOD", "YOUTH",      "PARENTING",      "SOCIAL_LIFE", "ACCESS_TO_RIGHTS",
    "DIGITAL_INCLUSION", "HOUSING",   "DISABILITY", "SOCIAL_SUPPORT", "SENIORS"};
inline constexpr std::array<std::string_view, 5> kOrgPositions{"DGS", "DGA", "POLE_DIRECTOR", "SERVICE_HEAD",
                                                               "PROJECT_OFFICER"};
inline constexpr std::array<std::string_view, 6> kJobFrames{
    "EDUC_JEUNES_ENFANTS", "ANIMATEUR", "CADRE_SOCIO_EDUC_SANTE", "ATTACHE", "REDACTEUR", "OTHER"};
inline constexpr std::array<std::string_view, 3> kCategories{"A", "B", "C"};

template <std::size_t N>
constexpr bool IsOneOf(const std::array<std::string_view, N>& words, std::string_view text) {
  for (const auto word : words)
    if (word == text) return true;
  return false;
}

}  // namespace maillage::directory
