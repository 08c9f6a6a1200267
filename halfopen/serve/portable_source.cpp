// SPDX-License-Identifier: Apache-2.0
#include "halfopen/serve/portable_source.hpp"

#include "halfopen/ingest/load.hpp"
#include "halfopen/ingest/yaml_reader.hpp"
#include "halfopen/ingest/yaml_tree.hpp"

namespace halfopen {

NamedText portable_source(const NamedText& source) {
  const SourceText text(source.name, source.text);
  if (!is_yaml_template(text)) return source;
  return {source.name, with_yaml_tree(source.text, read_yaml(text, 0))};
}

}  // namespace halfopen
