#include "cli/base/words.h"

namespace maillage::cli {

namespace v1 = maillage::network::v1;

std::string InFrench(v1::Event::Kind kind) {
  switch (kind) {
    case v1::Event::NETWORK_MEETING:
      return "rencontre de réseau";
    case v1::Event::WELCOME:
      return "rencontre d’accueil";
    case v1::Event::SEMINAR:
      return "séminaire";
    case v1::Event::TRAINING:
      return "formation";
    case v1::Event::ACTION_TRAINING:
      return "formation-action";
    default:
      return "";
  }
}

std::string InFrench(v1::Event::State state) {
  switch (state) {
    case v1::Event::DRAFT:
      return "brouillon";
    case v1::Event::PUBLISHED:
      return "publié";
    case v1::Event::CANCELLED:
      return "annulé";
    default:
      return "";
  }
}

}  // namespace maillage::cli
