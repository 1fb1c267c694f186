package org.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A compiler that fails to unroll one loop keeps the sums in memory, silently, and the kernel takes twice as long or more.
 * So the inner loops are read as they were compiled: no vector register goes to the stack or comes from it.
 */
class InnerLoopsTest {
    private static final String LIBRARY = "linux-x86_64/libespalier-kernels.so";
    private static final Pattern FUNCTION = Pattern.compile("[0-9a-f]+ <(.*)>:");
    private static final Pattern INSTRUCTION = Pattern.compile("\\s+([0-9a-f]+):\\s+(.*?)\\s*");
    private static final Pattern JUMP = Pattern.compile("j[a-z]+\\s+([0-9a-f]+) .*");
    private static final Pattern ACROSS =
            Pattern.compile(".*::(avx2|avx512)::.*::multiply<(\\d+), (\\d), \\(espalier::Lie\\)(\\d)>\\(.*");
    private static final Pattern DOWN = Pattern.compile(".*::(avx2|avx512)::.*::multiplyDown<(\\d), (\\d)>\\(.*");

    private static final Pattern SIDE_BY_SIDE = Pattern.compile(".*::(avx2|avx512)::.*::sideBySide\\(.*");

    @TempDir
    static Path scratch;

    private static final Map<String, List<String>> FUNCTIONS = new TreeMap<>();

    @BeforeAll
    static void disassemble() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/objdump")), "no objdump; install binutils");
        Path file = scratch.resolve("kernels.so");
        try (InputStream library = Kernels.class.getResourceAsStream(LIBRARY)) {
            Assumptions.assumeTrue(library != null, "built without " + LIBRARY);
            Files.write(file, library.readAllBytes());
        }
        Process objdump = new ProcessBuilder("objdump", "-d", "-C", "--no-show-raw-insn", file.toString())
                .redirectErrorStream(true)
                .start();
        List<String> body = new ArrayList<>();
        for (String line : new String(objdump.getInputStream().readAllBytes(), "UTF-8").split("\n")) {
            Matcher function = FUNCTION.matcher(line);
            if (function.matches()) {
                body = new ArrayList<>();
                FUNCTIONS.put(function.group(1), body);
            } else {
                body.add(line);
            }
        }
        assertThat(objdump.waitFor()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> sumsAcrossPositionsStayInRegisters() {
        List<DynamicTest> tests = tests(ACROSS, "rows, vectors, how these lie:");
        // Rows × vectors, see fits in across.h. AVX2: 1 × 8, 2 × 5, 3 and 4 × 3, 5 and 6 × 2, 7 to 14 × 1; AVX-512: 1 ×
        // 8,
        // 2 to 4 × 6, 5 to 8 × 3, 10 to 14 × 2. Three ways to lie each.
        assertThat(tests).hasSize(3 * (8 + 5 + 2 * 3 + 2 * 2 + 5) + 3 * (8 + 3 * 6 + 4 * 3 + 3 * 2));
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> sumsDownTheRowsStayInRegisters() {
        List<DynamicTest> tests = tests(DOWN, "positions, vectors:");
        // Positions × vectors, see fitsDown in down.h. AVX2: 8 × 1, 6 × 2, 3 × 3, 2 × 4, 1 × 8; AVX-512: 8 × 1 to 3, 6
        // × 4,
        // 1 × 8.
        assertThat(tests).hasSize(8 + 6 + 3 + 2 + 1 + 3 * 8 + 6 + 1);
        return tests.stream();
    }

    @Test
    void sumsOfRowsSideBySideStayInRegisters() {
        List<List<String>> found = FUNCTIONS.entrySet().stream()
                .filter(function -> SIDE_BY_SIDE.matcher(function.getKey()).matches())
                .map(Map.Entry::getValue)
                // Where no gathers are wide enough the function is empty.
                .filter(body -> body.stream().anyMatch(line -> line.contains("gather")))
                .toList();

        assertThat(found).hasSize(1);
        staysInRegisters(found.get(0), 2);
    }

    /** One for each function that matches; its second and third number give the sums. */
    private static List<DynamicTest> tests(Pattern pattern, String what) {
        List<DynamicTest> tests = new ArrayList<>();
        FUNCTIONS.forEach((name, body) -> {
            Matcher function = pattern.matcher(name);
            if (function.matches()) {
                int sums = Integer.parseInt(function.group(2)) * Integer.parseInt(function.group(3));
                String numbers = IntStream.rangeClosed(2, function.groupCount())
                        .mapToObj(function::group)
                        .collect(Collectors.joining(", "));
                tests.add(DynamicTest.dynamicTest(
                        "%s, %s %s".formatted(function.group(1), what, numbers), () -> staysInRegisters(body, sums)));
            }
        });
        return tests;
    }

    private static void staysInRegisters(List<String> body, int sums) {
        List<List<String>> loops = innermostLoops(body).stream()
                .filter(loop -> loop.stream().anyMatch(i -> i.startsWith("vfmadd")))
                .toList();

        assertThat(loops).isNotEmpty();
        assertThat(loops)
                .anySatisfy(loop ->
                        assertThat(loop).filteredOn(i -> i.startsWith("vfmadd")).hasSizeGreaterThanOrEqualTo(sums));
        assertThat(loops)
                .allSatisfy(loop -> assertThat(loop)
                        .as("vector registers that go to the stack or come from it")
                        .filteredOn(i -> i.contains("mm") && (i.contains("(%rsp") || i.contains("(%rbp")))
                        .isEmpty());
    }

    /** The instructions from each backward jump's target to it, where no other such loop lies inside. */
    private static List<List<String>> innermostLoops(List<String> body) {
        TreeMap<Long, String> code = new TreeMap<>();
        for (String line : body) {
            Matcher instruction = INSTRUCTION.matcher(line);
            if (instruction.matches()) {
                code.put(Long.parseLong(instruction.group(1), 16), instruction.group(2));
            }
        }
        TreeMap<Long, Long> startByEnd = new TreeMap<>();
        code.forEach((at, instruction) -> {
            Matcher jump = JUMP.matcher(instruction);
            if (jump.matches()) {
                long to = Long.parseLong(jump.group(1), 16);
                if (code.containsKey(to) && to <= at) {
                    startByEnd.put(at, to);
                }
            }
        });
        List<List<String>> loops = new ArrayList<>();
        startByEnd.forEach((end, start) -> {
            boolean inner = startByEnd.subMap(start, end).values().stream().noneMatch(other -> other >= start);
            if (inner) {
                loops.add(List.copyOf(code.subMap(start, true, end, true).values()));
            }
        });
        return loops;
    }
}
