#pragma once

#include <string>
#include <vector>

#include "directory/domain/caf.h"
#include "directory/domain/person.h"
#include "directory/domain/post.h"
#include "directory/import/territories.h"
#include "maillage/directory/v1/caf.pb.h"
#include "maillage/directory/v1/person.pb.h"
#include "maillage/directory/v1/post.pb.h"
#include "maillage/directory/v1/territory.pb.h"

/// Domain to protobuf and back.
namespace maillage::directory::rpc {

v1::Caf ToProto(const Caf& caf);
v1::Person ToProto(const PersonRow& row);
/// `today`: the day on which the state is true.
v1::Post ToProto(const PostRow& row, CivilDate today);
v1::Assignment ToProto(const std::string& caf, const Assignment& assignment);
v1::Municipality ToProto(const Municipality& municipality);
v1::IntermunicipalBody ToProto(const IntermunicipalBody& body);

/// What cannot be read (dates, words of a newer version) goes to `faults`, under `path` (`person.`).
PersonDetails DetailsOf(const v1::Person& person, const std::string& path, std::vector<FieldFault>& faults);
PostDetails DetailsOf(const v1::Post& post, const std::string& path, std::vector<FieldFault>& faults);

/// A date that may be empty.
std::optional<CivilDate> DateOf(const std::string& text, const std::string& field, std::vector<FieldFault>& faults);

}  // namespace maillage::directory::rpc
