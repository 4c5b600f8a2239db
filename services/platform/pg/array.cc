#include "platform/pg/array.h"

namespace maillage::pg {
namespace {

/// Most significant byte first.
template <class Number>
void AppendNumber(std::string& out, Number value) {
  for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xFF);
}

constexpr std::size_t kLength = 4;  // bytes before each element

}  // namespace

void Element<std::int64_t>::Append(std::string& out, std::int64_t value) { AppendNumber(out, value); }
void Element<Instant>::Append(std::string& out, Instant value) {
  AppendNumber(out, std::int64_t{(value - kBinaryEpoch).count()});
}

template <class T>
std::size_t Array<T>::Begin() {
  ++count_;
  elements_.append(kLength, '\0');
  return elements_.size() - kLength;
}

template <class T>
void Array<T>::End(std::size_t length) {
  std::string text;
  AppendNumber(text, static_cast<std::int32_t>(elements_.size() - length - kLength));
  elements_.replace(length, kLength, text);
}

template <class T>
void Array<T>::AddNull() {
  ++count_;
  has_null_ = true;
  AppendNumber(elements_, std::int32_t{-1});
}

template <class T>
Array<T>::operator Param() const {
  Bytes bytes;
  bytes.data.reserve(20 + elements_.size());
  AppendNumber(bytes.data, std::int32_t{1});  // dimensions
  AppendNumber(bytes.data, std::int32_t{has_null_ ? 1 : 0});
  AppendNumber(bytes.data, Element<T>::kType);
  AppendNumber(bytes.data, count_);
  AppendNumber(bytes.data, std::int32_t{1});  // number of the first element
  bytes.data += elements_;
  return bytes;
}

template class Array<std::string>;
template class Array<Bytes>;
template class Array<bool>;
template class Array<std::int64_t>;
template class Array<Instant>;

}  // namespace maillage::pg
