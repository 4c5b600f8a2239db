#pragma once

#include <string>
#include <vector>

#include "network/domain/details.h"
#include "network/domain/events.h"
#include "network/domain/need.h"
#include "network/domain/programme.h"
#include "network/domain/registration.h"
#include "network/domain/sheet.h"

namespace google::protobuf {
class Message;
class Timestamp;
}  // namespace google::protobuf

namespace maillage::network::v1 {
class Attendance;
class Decline;
class Event;
class Need;
class Programme;
class Registration;
class Session;
class Sheet;
class SurveyAnswer;
}  // namespace maillage::network::v1

/// The domain's values as the messages of proto/maillage/network/v1. The other way is rpc's.
namespace maillage::network::messages {

std::string PersonName(const std::string& caf, const PersonId& person);
std::string EventName(const std::string& caf, const EventId& event);
std::string NeedName(const std::string& caf, const NeedId& need);
/// `event`: cafs/{caf}/events/{event}. Empty for an empty id (SEQUENCE).
std::string SessionName(const std::string& event, const SessionId& session);
std::string RegistrationName(const std::string& event, const RegistrationId& registration);

/// Of what an event is part of, its resource name carries the Caf: `event` is the event's.
v1::Event ToProto(const EventView& view);
v1::Registration ToProto(const std::string& event, const Registration& registration);
v1::Attendance ToProto(const std::string& event, const Attendance& attendance);
v1::Decline ToProto(const std::string& event, const Decline& decline);
v1::SurveyAnswer ToProto(const std::string& event, const SurveyAnswer& answer);
v1::Need ToProto(const NeedDetails& need);
v1::Programme ToProto(const ProgrammeView& view);
v1::Sheet ToProto(const SheetDetails& sheet);

google::protobuf::Timestamp ToProto(Instant instant);
Instant FromProto(const google::protobuf::Timestamp& timestamp);

}  // namespace maillage::network::messages
