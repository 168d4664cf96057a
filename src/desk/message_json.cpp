// Messages as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "desk/message_json.hpp"

#include "store/db.hpp"

#include <nlohmann/json.hpp>

namespace qm::desk {
namespace {

using nlohmann::json;

json write_text(const Text& text);

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

json write_value(const Value& value) {
    return std::visit(
        Overloaded{[](const Plain& v) {
                       return json{{"plain", v.text}};
                   },
                   [](const Words& v) {
                       return json{{"words", v.text}};
                   },
                   [](const Marked& v) {
                       json pieces = json::array();
                       for (const Piece& piece : v.pieces)
                           pieces.push_back({{"text", piece.text}, {"strong", piece.strong}});
                       return json{{"marked", std::move(pieces)}};
                   },
                   [](const Code& v) {
                       return json{{"code", v.text}};
                   },
                   [](const Mention& v) {
                       return json{{"mention", v.username}};
                   },
                   [](const ChannelName& v) {
                       return json{{"channel", v.name}};
                   },
                   [](const Link& v) {
                       return json{{"link", v.url}, {"label", v.label}};
                   },
                   [](const At& v) {
                       return json{{"at", to_unix(v.when)}};
                   },
                   [](const Day& v) {
                       return json{{"day", v.date.time_since_epoch().count()}};
                   },
                   [](const Lasting& v) {
                       return json{{"lasting", v.time.count()}};
                   },
                   [](const PostLink& v) {
                       return json{{"post", v.post}, {"in", v.channel}, {"label", v.label_key}};
                   },
                   [](const Nested& v) {
                       return json{{"nested", write_text(*v.text)}};
                   },
                   [](std::int64_t v) {
                       return json{{"number", v}};
                   }},
        value);
}

json write_text(const Text& text) {
    json fills = json::object();
    for (const Fill& fill : text.fills)
        fills[fill.name] = write_value(fill.value);
    return {{"key", text.key}, {"fills", std::move(fills)}};
}

Text read_text(const json& from);

Value read_value(const json& from) {
    if (from.contains("plain")) return Plain{from["plain"].get<std::string>()};
    if (from.contains("words")) return Words{from["words"].get<std::string>()};
    if (from.contains("marked")) {
        Marked marked;
        for (const json& piece : from["marked"])
            marked.pieces.push_back(
                {piece.at("text").get<std::string>(), piece.at("strong").get<bool>()});
        return marked;
    }
    if (from.contains("code")) return Code{from["code"].get<std::string>()};
    if (from.contains("mention")) return Mention{from["mention"].get<std::string>()};
    if (from.contains("channel")) return ChannelName{from["channel"].get<std::string>()};
    if (from.contains("link"))
        return Link{from["link"].get<std::string>(), from["label"].get<std::string>()};
    if (from.contains("at")) return At{from_unix(from["at"].get<std::int64_t>())};
    if (from.contains("day")) return Day{Date{std::chrono::days{from["day"].get<int>()}}};
    if (from.contains("lasting"))
        return Lasting{std::chrono::seconds{from["lasting"].get<std::int64_t>()}};
    if (from.contains("post"))
        return PostLink{from["in"].get<std::string>(), from["post"].get<std::string>(),
                        from["label"].get<std::string>()};
    if (from.contains("nested")) return nested(read_text(from["nested"]));
    return from.at("number").get<std::int64_t>();
}

Text read_text(const json& from) {
    Text text{from.at("key").get<std::string>(), {}};
    for (const auto& [name, value] : from.at("fills").items())
        text.fills.push_back({name, read_value(value)});
    return text;
}

json write_block(const Block& block) {
    return std::visit(Overloaded{[](const Line& b) {
                                     return json{{"line", write_text(b.text)}};
                                 },
                                 [](const Quote& b) {
                                     json quote = {{"quote", b.text}};
                                     if (b.whole) quote["whole"] = true;
                                     return quote;
                                 },
                                 [](const Snippet& b) {
                                     return json{{"snippet", b.text}, {"language", b.language}};
                                 }},
                      block);
}

Block read_block(const json& from) {
    if (from.contains("line")) return Line{read_text(from["line"])};
    if (from.contains("quote"))
        return Quote{from["quote"].get<std::string>(), from.value("whole", false)};
    return Snippet{from.at("language").get<std::string>(), from.at("snippet").get<std::string>()};
}

json write_control(const Control& control) {
    json choices = json::array();
    for (const Choice& choice : control.choices)
        choices.push_back({{"label", write_text(choice.label)}, {"value", choice.value}});
    return {{"id", control.id},
            {"label", write_text(control.label)},
            {"command", control.command},
            {"choices", std::move(choices)},
            {"primary", control.primary}};
}

Control read_control(const json& from) {
    Control control{from.at("id").get<std::string>(),
                    read_text(from.at("label")),
                    from.at("command").get<std::string>(),
                    {},
                    from.at("primary").get<bool>()};
    for (const json& choice : from.at("choices"))
        control.choices.push_back(
            {read_text(choice.at("label")), choice.at("value").get<std::string>()});
    return control;
}

}  // namespace

std::string write_message(const Message& message) {
    json blocks = json::array();
    for (const Block& block : message.blocks)
        blocks.push_back(write_block(block));
    json controls = json::array();
    for (const Control& control : message.controls)
        controls.push_back(write_control(control));
    return json{{"blocks", std::move(blocks)}, {"controls", std::move(controls)}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
}

Message read_message(std::string_view text) {
    try {
        const json from = json::parse(text);
        Message message;
        for (const json& block : from.at("blocks"))
            message.blocks.push_back(read_block(block));
        for (const json& control : from.at("controls"))
            message.controls.push_back(read_control(control));
        return message;
    } catch (const json::exception& error) {
        throw store::Error(store::Error::Kind::corrupt,
                           std::string("an outbox body does not read: ") + error.what());
    }
}

}  // namespace qm::desk
