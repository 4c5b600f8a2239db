#include "platform/fault/fault.h"

namespace maillage::fault {

bool Fails(Point, std::string_view) { return false; }
bool LosesAnswer(Point, std::string_view) { return false; }

}  // namespace maillage::fault
