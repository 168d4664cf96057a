// YAML of strangers: bounded in size, depth and nodes, and it never throws.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/yaml_read.hpp"

#include "catalog/text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>

namespace qm::catalog {
namespace {

// Thrown through the parser and caught in read_yaml: the parser offers no other way to stop.
struct Stop {
    int line;
    const char* reason;
};

std::size_t weight(const Value& value) {
    std::size_t sum = 1;
    for (const auto& item : value.items)
        sum += weight(item);
    for (const auto& member : value.members)
        sum += weight(member.value);
    return sum;
}

// Builds values from events, so that every bound is checked before memory is spent.
class Builder : public YAML::EventHandler {
public:
    explicit Builder(std::size_t& nodes) : nodes_(nodes) {}

    Value take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        put(leaf(mark, Value::Type::none), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw Stop{mark.line + 1, "an alias stands inside its anchor"};
        spend(weight(found->second), mark.line + 1);
        Value copy = found->second;
        copy.line = mark.line + 1;
        put(std::move(copy), 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        Value value = leaf(mark, Value::Type::scalar);
        value.text = text;
        value.quoted = tag == "!";
        if (tag != "!" && tag != "?") value.tag = tag;
        put(std::move(value), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Value::Type::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Value::Type::map);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        Value value;
        YAML::anchor_t anchor;
        bool has_key = false;
        std::string key;
        int key_line = 0;
        std::vector<Value> bases;  // of "<<": they go under the map's own keys
    };

    void spend(std::size_t count, int line) {
        nodes_ += count;
        if (nodes_ > yaml_nodes_max) throw Stop{line, "too many nodes (50000 at most)"};
    }

    Value leaf(const YAML::Mark& mark, Value::Type type) {
        spend(1, mark.line + 1);
        Value value;
        value.type = type;
        value.line = mark.line + 1;
        return value;
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              Value::Type type) {
        if (stack_.size() >= yaml_depth_max) throw Stop{mark.line + 1, "nested deeper than 32"};
        Open opened{leaf(mark, type), anchor, false, {}, 0, {}};
        if (tag != "!" && tag != "?") opened.value.tag = tag;
        stack_.push_back(std::move(opened));
    }

    void close() {
        Open done = std::move(stack_.back());
        stack_.pop_back();
        for (const auto& base : done.bases)
            merge(done.value, base);
        put(std::move(done.value), done.anchor);
    }

    // "<<: *base" puts the base's members under the map's own.
    static void merge(Value& map, const Value& base) {
        if (base.is_list())
            for (const auto& item : base.items)
                merge(map, item);
        if (base.members.size() > 1000) return;  // each is looked up: a bound on the square
        for (const auto& member : base.members)
            if (!map.find(member.key)) map.members.push_back(member);
    }

    void put(Value value, YAML::anchor_t anchor) {
        if (anchor != 0) {  // kept a second time, so it is paid a second time
            spend(weight(value), value.line);
            anchors_[anchor] = value;
        }
        if (stack_.empty()) {
            root_ = std::move(value);
            return;
        }
        Open& top = stack_.back();
        if (top.value.is_list()) {
            top.value.items.push_back(std::move(value));
        } else if (!top.has_key) {
            top.has_key = true;
            top.key_line = value.line;
            top.key = value.is_scalar() ? std::move(value.text) : std::string{"?"};
        } else {
            top.has_key = false;
            if (top.key == "<<")
                top.bases.push_back(std::move(value));
            else
                top.value.members.push_back({std::move(top.key), std::move(value), top.key_line});
        }
    }

    std::size_t& nodes_;
    Value root_;
    std::vector<Open> stack_;
    std::map<YAML::anchor_t, Value> anchors_;
};

void read_documents(std::string_view text, YamlFile& file) {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    std::size_t nodes = 0;
    for (std::size_t i = 0; i < yaml_documents_max; ++i) {
        Builder builder(nodes);
        if (!parser.HandleNextDocument(builder)) return;
        file.documents.push_back(builder.take());
    }
}

}  // namespace

const Value& YamlFile::root() const {
    static const Value nothing;
    return documents.empty() ? nothing : documents.front();
}

YamlFile read_yaml(std::string_view text) {
    YamlFile file;
    if (text.size() > yaml_bytes_max) {
        file.error = ReadError{0, "larger than 512 KB: not read"};
        return file;
    }
    try {
        read_documents(clean(text), file);
    } catch (const Stop& stop) {
        file.error = ReadError{stop.line, stop.reason};
    } catch (const YAML::Exception& error) {
        file.error = ReadError{error.mark.is_null() ? 0 : error.mark.line + 1, error.msg};
    } catch (const std::exception& error) {
        file.error = ReadError{0, error.what()};
    }
    return file;
}

}  // namespace qm::catalog
