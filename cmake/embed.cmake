# Packs the files of a folder into the program: an assembler file of .incbin and a table.
# embed(<target> <name> <folder> <patterns…>) makes qm::embedded::<name>() in <target>.
function(embed target name folder)
  set(files "")
  foreach(pattern ${ARGN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/${pattern})
    list(APPEND files ${found})
  endforeach()
  list(REMOVE_DUPLICATES files)
  list(SORT files)
  set(assembly "    .section .rodata\n")
  set(symbols "")
  set(rows "")
  set(depends "")
  set(i 0)
  foreach(file ${files})
    set(symbol "qm_embedded_${name}_${i}")
    string(APPEND assembly
      "    .global ${symbol}\n    .global ${symbol}_end\n${symbol}:\n"
      "    .incbin \"${folder}/${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND symbols "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows
      "        {\"${file}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    list(APPEND depends ${folder}/${file})
    math(EXPR i "${i} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")
  set(base ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name})
  file(CONFIGURE OUTPUT ${base}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${base}.cpp CONTENT
"// Generated: the files of ${name}.\n#include \"embedded.hpp\"\n\nextern \"C\" {\n${symbols}}\n
namespace qm::embedded {\n\nstd::vector<File> ${name}() {\n    return {\n${rows}    };\n}\n\n}  // namespace qm::embedded\n" @ONLY)
  set_source_files_properties(${base}.S PROPERTIES OBJECT_DEPENDS "${depends}")
  target_sources(${target} PRIVATE ${base}.S ${base}.cpp)
endfunction()
