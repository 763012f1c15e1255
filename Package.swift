// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of the house is compiled with: the newest checks, and no warnings.
let checked: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Optimised even for tests: they run these a million times, and unoptimised that takes minutes.
let quick = checked + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A target of Swift code with the checks of the house.
func floor(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = checked
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: settings)
}

/// The tests of the target of the same name; `data` are folders that they read where they lie.
func tests(
  _ target: String, _ more: [Target.Dependency] = [], data: [String] = []
) -> Target {
  .testTarget(
    name: "\(target)Tests", dependencies: [.byName(name: target), "Goldens"] + more,
    exclude: data,
    swiftSettings: checked)
}

let package = Package(
  name: "kintsugi",
  targets: [
    // Linked as archives: the program runs wherever glibc does, and starts in half the time.
    .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "CRE2", exclude: ["README.md"],
      linkerSettings: [.linkedLibrary(":libre2.a"), .linkedLibrary("stdc++")]),

    // Loaded when the first call goes out: thirty libraries would triple the start of every command.
    .target(
      name: "CCurl", exclude: ["README.md"], linkerSettings: [.linkedLibrary("dl")]),

    .target(name: "CAllocations", exclude: ["README.md"]),

    floor("Documents", ["CLibYAML"], settings: quick),
    floor("Incidents", settings: quick),
    floor("Digests", ["CLibCrypto"], settings: quick),
    floor("Threads", settings: quick),
    floor("Baselines", ["Incidents"], settings: quick),
    floor("Conditions", ["Documents", "CRE2"], settings: quick),
    floor("Profiles", ["Incidents", "CSnappy", "CZlib", "CZstd"], settings: quick),
    floor(
      "Configurations", ["Baselines", "Conditions", "Documents", "Incidents", "Threads"],
      settings: quick),
    floor(
      "Decisions", ["Baselines", "Conditions", "Configurations", "Documents", "Incidents"],
      settings: quick),
    floor("Learning", ["Configurations", "Decisions", "Incidents"], settings: quick),
    floor(
      "Linting",
      ["Conditions", "Configurations", "Decisions", "Documents", "Incidents", "Threads"]),
    floor(
      "Healing", ["Configurations", "Decisions", "Digests", "Incidents", "Profiles", "CSQLite"]),
    floor("AWS", ["CCurl", "CExpat", "Digests", "Incidents"]),
    floor(
      "Clouds",
      ["AWS", "Configurations", "Decisions", "Digests", "Healing", "Incidents", "Profiles"]),
    floor("Lakes", ["Configurations", "Documents", "Healing", "Incidents", "Profiles"]),
    floor(
      "RuleTesting",
      [
        "Baselines", "Conditions", "Configurations", "Decisions", "Documents", "Healing",
        "Incidents",
        "Profiles",
      ]),
    floor(
      "Simulation",
      ["Configurations", "Decisions", "Documents", "Incidents", "RuleTesting", "Threads"],
      settings: quick),
    floor(
      "Evaluations",
      ["Configurations", "Decisions", "Incidents", "Learning", "Simulation", "Threads"],
      settings: quick),
    floor(
      "Reporting",
      [
        "Configurations", "Decisions", "Documents", "Evaluations", "Healing", "Incidents",
        "Learning", "Simulation",
      ]),
    .executableTarget(
      name: "kintsugi",
      dependencies: [
        "AWS", "Baselines", "CMalloc", "Clouds", "Conditions", "Configurations", "Decisions",
        "Digests", "Documents", "Evaluations", "Healing", "Incidents", "Lakes", "Learning",
        "Linting",
        "Profiles",
        "Reporting", "RuleTesting", "Simulation",
      ],
      exclude: ["README.md"], swiftSettings: checked),

    .target(
      name: "Goldens",
      dependencies: ["Configurations", "Decisions", "Documents", "Healing", "Incidents"],
      path: "Tests/Goldens", swiftSettings: checked),
    // DynamoDB for tests: a library, so that every target of tests can have it.
    .target(
      name: "Tables", dependencies: ["AWS", "Clouds", "Goldens", "Healing", "Incidents"],
      path: "Tests/Tables", exclude: ["README.md", "tables.py"], swiftSettings: checked),
    // Fleets under the real healer; a library, so that the tests and a program of their own run it.
    .target(
      name: "Torture",
      dependencies: ["Configurations", "Decisions", "Documents", "Healing", "Incidents", "Lakes"],
      path: "Tests/Torture", exclude: ["README.md"], swiftSettings: checked),
    .executableTarget(
      name: "torture-runs", dependencies: ["Torture"], path: "Tests/TortureProgram",
      swiftSettings: checked),
    tests("Documents", data: ["data"]),
    tests("Incidents"),
    tests("Digests"),
    tests("Threads"),
    tests("AWS", ["Digests", "Incidents"], data: ["data"]),
    tests("Baselines", ["Incidents"]),
    tests(
      "Conditions", ["CAllocations", "Documents", "kintsugi"], data: ["conformance", "data"]),
    tests("Profiles", ["Incidents"], data: ["data"]),
    tests("Configurations", ["Conditions", "Documents", "Incidents"], data: ["data"]),
    tests("Decisions", ["Configurations", "Documents", "Incidents", "RuleTesting"]),
    tests("Linting", ["Configurations", "Documents", "Incidents"], data: ["data"]),
    tests("Healing", ["Incidents"], data: ["data"]),
    tests(
      "Lakes",
      [
        "AWS", "Clouds", "Configurations", "Decisions", "Documents", "Healing", "Incidents",
        "Learning", "Reporting", "Tables", "kintsugi",
      ], data: ["data"]),
    tests(
      "Clouds",
      ["AWS", "Configurations", "Decisions", "Digests", "Healing", "Incidents", "Tables"]),
    tests("Learning", ["Configurations", "Decisions", "Documents", "Incidents"]),
    tests(
      "Simulation",
      ["Configurations", "Decisions", "Documents", "Incidents", "Learning", "RuleTesting"],
      data: ["data"]),
    tests(
      "Evaluations",
      [
        "Configurations", "Decisions", "Documents", "Incidents", "Learning", "RuleTesting",
        "Simulation",
      ]),
    tests("Reporting", ["Documents", "Evaluations", "Incidents"], data: ["data"]),
    tests("Torture"),
    tests(
      "RuleTesting", ["Configurations", "Decisions", "Documents", "Healing", "Incidents"],
      data: ["data"]),
    .testTarget(
      name: "KintsugiTests", dependencies: ["Goldens", "kintsugi"], exclude: ["data"],
      swiftSettings: checked),
    .testTarget(
      name: "HouseTests", dependencies: ["Configurations", "kintsugi"], swiftSettings: checked),
  ],
  cxxLanguageStandard: .cxx17
)

// Benchmarks are no tests, so that no test waits for them: `make bench` builds them.
if Context.environment["KINTSUGI_BENCHMARKS"] != nil {
  package.targets += [
    .executableTarget(
      name: "condition-benchmarks", dependencies: ["CAllocations", "Conditions", "Documents"],
      path: "Benchmarks/ConditionBenchmarks", swiftSettings: checked),

    .executableTarget(
      name: "pattern-benchmarks", dependencies: ["Conditions"],
      path: "Benchmarks/PatternBenchmarks", swiftSettings: checked),

    .executableTarget(
      name: "rule-benchmarks",
      dependencies: ["Baselines", "Configurations", "Decisions", "Documents", "Incidents"],
      path: "Benchmarks/RuleBenchmarks", swiftSettings: checked),

    .executableTarget(
      name: "learning-benchmarks", dependencies: ["Configurations", "Decisions", "Learning"],
      path: "Benchmarks/LearningBenchmarks", swiftSettings: checked),

    .executableTarget(
      name: "decision-benchmarks",
      dependencies: ["Configurations", "Decisions", "Documents", "Healing", "Incidents"],
      path: "Benchmarks/DecisionBenchmarks", swiftSettings: checked),
  ]
}

// Fuzzing needs the sanitizers of the Swift toolchain: `make fuzz` builds it, nothing else does.
if Context.environment["KINTSUGI_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Fuzzing/CFuzzer"),
    .executableTarget(
      name: "condition-fuzzing", dependencies: ["CFuzzer", "Conditions", "Documents"],
      path: "Fuzzing/ConditionFuzzing", swiftSettings: checked),
  ]
}
