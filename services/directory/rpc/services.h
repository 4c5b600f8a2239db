#pragma once

#include "platform/pg/database.h"
#include "platform/rpc/router.h"

/// The methods of directory, one file a resource: protobuf to domain and back, one transaction a write.
namespace maillage::directory::rpc {

void ServeCafs(maillage::rpc::Router& router, pg::Database& db);
void ServePeople(maillage::rpc::Router& router, pg::Database& db);
void ServePosts(maillage::rpc::Router& router, pg::Database& db);
void ServeTerritories(maillage::rpc::Router& router, pg::Database& db);
void ServeImports(maillage::rpc::Router& router, pg::Database& db);

/// All of them.
void ServeAll(maillage::rpc::Router& router, pg::Database& db);

}  // namespace maillage::directory::rpc
