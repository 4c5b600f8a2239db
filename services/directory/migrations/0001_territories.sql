-- The reference data about the whole country: shared by all Cafs, readable by all, changed by import only. No row-level security.
create table departements (
  code text collate "C" primary key,
  name text not null,
  region text not null,
  region_name text not null,
  kind text not null check (kind in ('METRO', 'DROM', 'COM')),
  zone text not null
);

create table intermunicipal_bodies (
  siren text collate "C" primary key,
  kind text not null check (kind in ('CC', 'CA', 'CU', 'METROPOLE', 'EPT')),
  name text not null,
  members int not null,
  population int not null,
  population_dgcl int,
  parent_siren text not null
);

create table municipalities (
  insee text collate "C" primary key,
  siren text not null,
  name text not null,
  departement text not null,
  region text not null,
  epci_siren text not null,
  ept_siren text not null,
  population int -- null: unknown
);
create index municipalities_by_departement on municipalities (departement, insee);
create index municipalities_by_epci on municipalities (epci_siren, insee);
create index municipalities_by_siren on municipalities (siren);
