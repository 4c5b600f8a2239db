#pragma once

#include <string>

#include "notifier/domain/model.h"

namespace maillage::network::v1 {
class Attendance;
class Event;
class Registration;
class SurveyAnswer;
}  // namespace maillage::network::v1

namespace maillage::notifier::events {

/// network's resources as the notifier keeps them. Errors: INVALID_DATE, INVALID_TIME.
Result<Event> ToEvent(const maillage::network::v1::Event& event);
Registration ToRegistration(const maillage::network::v1::Registration& registration);
Attendance ToAttendance(const std::string& event, const maillage::network::v1::Attendance& attendance);
SurveyAnswer ToAnswer(const std::string& event, const maillage::network::v1::SurveyAnswer& answer);

}  // namespace maillage::notifier::events
