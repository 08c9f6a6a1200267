// SPDX-License-Identifier: Apache-2.0
#include "cli/input_files.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "halfopen/report/diagnostic_text.hpp"

namespace halfopen::cli {
namespace {

namespace fs = std::filesystem;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// Everything that can still be read, with room behind it for the JSON reader.
Result<std::string> read_stream(std::FILE* file, std::size_t expected) {
  std::string bytes;
  bytes.reserve(expected + SourceText::kPadding + 1);
  constexpr std::size_t kChunk = std::size_t{1} << 20;
  while (true) {
    const std::size_t before = bytes.size();
    const std::size_t room = bytes.capacity() - before;
    const std::size_t want = room > SourceText::kPadding ? room - SourceText::kPadding : kChunk;
    bytes.resize(before + want);
    const std::size_t got = std::fread(bytes.data() + before, 1, want, file);
    bytes.resize(before + got);
    if (got == 0) break;
  }
  if (std::ferror(file) != 0) return fail(std::string("cannot be read: ") + std::strerror(errno));
  return bytes;
}

/// What a folder holds: the files of it and its sub-folders, sorted by path, and what was passed
/// over.
struct FolderContent {
  std::vector<std::string> files;
  std::vector<std::string> linked_folders;  ///< not entered: they may lead in circles
  std::vector<std::string> broken_links;
  std::string failure;
};

FolderContent content_of(const fs::path& folder) {
  FolderContent content;
  auto& found = content.files;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    const bool hidden = it->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (hidden) {
      if (it->is_directory(ignored)) it.disable_recursion_pending();
    } else if (it->is_symlink(ignored) && it->is_directory(ignored)) {
      content.linked_folders.push_back(it->path().string());
    } else if (it->is_regular_file(ignored)) {
      found.push_back(it->path().string());
    } else if (it->is_symlink(ignored) && !it->exists(ignored)) {
      content.broken_links.push_back(it->path().string());
    }
  }
  if (error) content.failure = folder.string() + ": " + error.message();
  std::sort(found.begin(), found.end());
  std::sort(content.linked_folders.begin(), content.linked_folders.end());
  std::sort(content.broken_links.begin(), content.broken_links.end());
  return content;
}

/// What is no UTF-8 text as it stands. UTF-16 (PowerShell writes it) is turned into UTF-8.
enum class Encoding : std::uint8_t { text, utf16, gzip, zip, binary };

Encoding encoding_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return Encoding::utf16;
  if (bytes.starts_with("\x1f\x8b")) return Encoding::gzip;
  if (bytes.starts_with("PK\x03\x04")) return Encoding::zip;
  const bool has_nul = bytes.substr(0, 4096).find('\0') != std::string_view::npos;
  return has_nul ? Encoding::binary : Encoding::text;
}

/// UTF-16 with a byte order mark as UTF-8; nothing if it is broken.
Result<std::string> from_utf16(std::string bytes) {
  iconv_t converter = iconv_open("UTF-8", "UTF-16");
  // NOLINTNEXTLINE(performance-no-int-to-ptr): this is how iconv_open says no
  if (converter == iconv_t(-1)) return fail("UTF-16 cannot be converted here");
  std::string text(bytes.size() * 2 + 4, '\0');
  char* in = bytes.data();
  char* out = text.data();
  std::size_t in_left = bytes.size();
  std::size_t out_left = text.size();
  const bool whole = iconv(converter, &in, &in_left, &out, &out_left) != std::size_t(-1);
  iconv_close(converter);
  if (!whole) return fail("is broken UTF-16");
  text.resize(text.size() - out_left);
  return text;
}

/// `texts`: where to keep the text of what is read; null: it is not kept.
void add_file(Loader& loader, const std::string& path, bool listed, std::vector<NamedText>* texts) {
  const std::string name = path == "-" ? "stdin" : path;
  auto bytes = read_text(path);
  if (!bytes) return loader.add_unreadable(name, bytes.error().what);
  switch (encoding_of(*bytes)) {
    case Encoding::gzip:
      return loader.add_unreadable(name, "is compressed; unpack it first (gunzip)");
    case Encoding::zip:
      if (!listed) return loader.add_foreign(name, "is a zip archive; it is left out");
      return loader.add_unreadable(name,
                                   "is a zip archive; if it is a plan of Terraform, give the "
                                   "output of `terraform show -json " +
                                       path + '`');
    case Encoding::binary:
      if (!listed) return loader.add_foreign(name, "is no text; it is left out");
      return loader.add_unreadable(name, "is no text");
    case Encoding::utf16:
    case Encoding::text:
      if (texts != nullptr) texts->push_back({name, *bytes});
      loader.add(SourceText(name, std::move(*bytes)), listed);
  }
}

/// Values for the parameters of templates. A file that cannot be opened is broken, too.
void add_parameters(Loader& loader, const std::string& path) {
  const std::string name = path == "-" ? "stdin" : path;
  auto bytes = read_whole(path);
  if (bytes && encoding_of(*bytes) == Encoding::utf16) bytes = from_utf16(std::move(*bytes));
  if (!bytes) return loader.add_broken_parameters(name, bytes.error().what);
  loader.add_parameter_file(SourceText(name, std::move(*bytes)));
}

Inputs load(const Options& options, const std::vector<std::string>& paths,
            std::vector<NamedText>* texts) {
  Loader loader;
  for (const std::string& path : options.parameter_files) add_parameters(loader, path);
  for (const auto& [name, value] : options.parameters) loader.give_parameter(name, value);
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
      add_file(loader, path, true, texts);
      continue;
    }
    const FolderContent content = content_of(path);
    if (!content.failure.empty()) loader.add_unreadable(path, content.failure);
    for (const std::string& file : content.files) add_file(loader, file, false, texts);
    for (const std::string& link : content.linked_folders) {
      loader.add_foreign(link, "is a link to a folder, which is not followed; name it as an input");
    }
    for (const std::string& link : content.broken_links) {
      loader.add_unreadable(link, "is a link to nothing");
    }
    if (content.files.empty() && content.failure.empty()) {
      loader.add_unreadable(path, "holds no files");
    }
  }
  const bool any_read = loader.any_read();
  const bool has_plan = loader.has_plan();
  return {std::move(loader).finish(options.plan_side), any_read, has_plan};
}

}  // namespace

Result<std::string> read_whole(const std::string& path) {
  if (path == "-") return read_stream(stdin, 0);
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rb"));
  if (!file) return fail(std::string("cannot be opened: ") + std::strerror(errno));
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return read_stream(file.get(), error ? 0 : static_cast<std::size_t>(size));
}

Result<std::string> read_text(const std::string& path) {
  auto bytes = read_whole(path);
  if (bytes && encoding_of(*bytes) == Encoding::utf16) return from_utf16(std::move(*bytes));
  return bytes;
}

Inputs load_inputs(const Options& options, const std::vector<std::string>& paths) {
  return load(options, paths, nullptr);
}

Inputs load_inputs(const Options& options, const std::vector<std::string>& paths,
                   std::vector<NamedText>& texts) {
  return load(options, paths, &texts);
}

std::string diagnostics_text(const Loader::Loaded& loaded, const Style& style) {
  std::string text;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    text += diagnostic_text(diagnostic, loaded.sources, style);
  }
  return text;
}

}  // namespace halfopen::cli
