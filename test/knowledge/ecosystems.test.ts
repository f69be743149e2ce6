import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bundler } from "../../src/knowledge/ecosystems/bundler.ts";
import { cargo } from "../../src/knowledge/ecosystems/cargo.ts";
import { composer } from "../../src/knowledge/ecosystems/composer.ts";
import { dotnet } from "../../src/knowledge/ecosystems/dotnet.ts";
import { go } from "../../src/knowledge/ecosystems/go.ts";
import { gradle } from "../../src/knowledge/ecosystems/gradle.ts";
import { ecosystems, recogniseCommand } from "../../src/knowledge/ecosystems/index.ts";
import { maven } from "../../src/knowledge/ecosystems/maven.ts";
import { mix } from "../../src/knowledge/ecosystems/mix.ts";
import { unsupported } from "../../src/knowledge/ecosystems/unsupported.ts";
import { copiesOf, kindOf, planOf, projectOf } from "./javascript-project.ts";

describe("command lines", () => {
  test.each([
    [go, "go mod download", "install"],
    [go, "go mod download -x", "install"],
    [go, "go mod download all", "refused:install-mutates-manifest"],
    [go, "go mod init example.com/x", "refused:no-go-mod"],
    [go, "go mod edit -replace=a=b", "refused:install-mutates-manifest"],
    [go, "go mod tidy", "install"],
    [go, "go get ./...", "install"],
    [go, "go get -u github.com/a/b", "refused:install-mutates-manifest"],
    [go, "go build -ldflags -s -o /app ./cmd/app", "install"],
    [go, "go install ./...", "install"],
    [go, "go install github.com/a/b@latest", "independent"],
    [go, "go run github.com/a/b@latest", "build"],
    [go, "go env -w GOPROXY=direct", "independent"],
    [go, "go version", "independent"],
    [go, "go clean -modcache", "cleanup:cache"],
    [go, "go -C $DIR build", "refused:install-dir-unknown"],
    [cargo, "cargo build --release", "install"],
    [cargo, "cargo install --path .", "install"],
    [cargo, "cargo install ripgrep", "independent"],
    [cargo, "cargo chef cook --recipe-path recipe.json", "install"],
    [cargo, "cargo chef prepare", "build"],
    [cargo, "rustup target add wasm32-unknown-unknown", "independent"],
    [gradle, "gradle build", "install"],
    [gradle, "gradle --version", "independent"],
    [maven, "mvn -B package", "install"],
    [maven, "mvn --version", "independent"],
    [maven, "mvn clean", "build"],
    [maven, "mvn -o package", "build"],
    [maven, "mvn versions:set -DnewVersion=1", "refused:install-mutates-manifest"],
    [maven, "mvn install:install-file -Dfile=x.jar", "build"],
    [bundler, "bundle", "install"],
    [bundler, "bundle install --jobs 4", "install"],
    [bundler, "bundle check", "install"],
    [bundler, "bundle exec rake", "build"],
    [bundler, "bundle update", "refused:install-mutates-manifest"],
    [bundler, "bundle config set --local without test", "independent"],
    [bundler, "gem install bundler", "independent"],
    [bundler, "gem build x.gemspec", "build"],
    [composer, "composer install --no-dev", "install"],
    [composer, "php composer.phar install", "install"],
    [composer, "php -d memory_limit=-1 /usr/bin/composer install", "build"],
    [composer, "php -dmemory_limit=-1 /usr/bin/composer install", "install"],
    [composer, "php artisan migrate", "build"],
    [composer, "composer require a/b", "refused:install-mutates-manifest"],
    [composer, "composer global require a/b", "independent"],
    [composer, "composer dump-autoload -o", "build"],
    [composer, "composer clear-cache", "cleanup:cache"],
    [dotnet, "dotnet restore", "install"],
    [dotnet, "dotnet publish -c Release -o /out", "install"],
    [dotnet, "dotnet publish -c $CONFIGURATION -o /out", "install"],
    [dotnet, "dotnet publish $PROJECT", "refused:install-dir-unknown"],
    [dotnet, "dotnet publish --no-restore -o /out", "build"],
    [dotnet, "dotnet test --no-build", "build"],
    [dotnet, "dotnet tool install -g x", "independent"],
    [dotnet, "dotnet tool restore", "install"],
    [dotnet, "dotnet app.dll", "build"],
    [dotnet, "dotnet --info", "independent"],
    [mix, "mix local.hex --force", "independent"],
    [mix, "mix do local.hex --force, local.rebar --force", "independent"],
    [mix, "mix deps.get --only prod", "install"],
    [mix, "mix do deps.get + deps.compile", "install"],
    [mix, "mix compile", "build"],
    [mix, "mix deps.update --all", "refused:install-mutates-manifest"],
    [mix, "mix deps.clean mime --build", "cleanup:project"],
    [unsupported, "sbt assembly", "refused:tool-unsupported"],
    [unsupported, "dart --version", "independent"],
    [unsupported, "helm repo add x https://example.com", "independent"],
    [unsupported, "cmake -E make_directory x", "build"],
  ])("%o %s: %s", (ecosystem, line, kind) => expect(kindOf(ecosystem, line)).toBe(kind));

  test("`python -m` belongs to the tool it starts", () => {
    expect(recogniseCommand("python3", ["-m", "poetry", "install"])?.ecosystem.id).toBe("poetry");
    expect(recogniseCommand("python3", ["-m", "pip", "install", "x"])?.ecosystem.id).toBe("pip");
  });
});

describe("go", () => {
  const MODULE = { "go.mod": "module x\n\ngo 1.22\n\nrequire a.example/b v1.0.0\n", "go.sum": "x" };

  test("safe where the stage does not ship and go names every module", () => {
    const plan = (image: string, ships: boolean) =>
      go.plan({ kind: "install", program: "go", words: ["build"] }, { ...projectOf(MODULE, { image }), ships });
    expect(plan("golang:1.22", false)).not.toHaveProperty("safety");
    expect(plan("golang:1.22", true)).toMatchObject({ safety: "unsafe" });
    expect(plan("golang:1.16", false)).toMatchObject({ safety: "unsafe" });
  });

  test.each([
    ["module x\nrequire a.example/b v1 // indirect\n", "install"],
    ["module x\n", "nothing-to-download"],
    ["module x\nrequire l v0\nreplace l v0 => ./l\n", "manifest-not-found"],
    ["module x\nrequire l v0\nreplace l => ../l\n", "local-dependency"],
    ["<<<<<<< HEAD\nmodule x\n", "manifest-unreadable"],
  ])("%j: %s", (text, code) => expect([copiesOf(go, "go build", { "go.mod": text })].flat()[0]?.replace(/^go.mod → $/, "install")).toBe(code));

  test("only replacements of the main module count", () => {
    const files = { "go.mod": "module x\nrequire l v0\nrequire m v1\nreplace l => ./l\n", "l/go.mod": "module l\nreplace n => ../../n\n" };
    expect(copiesOf(go, "go build", files)).toEqual(["go.mod → ", "l/go.mod → l"]);
  });
});

describe("maven", () => {
  test("keeps what changes the meaning of pom.xml, and the wrapper", () => {
    const files = { "pom.xml": "<project></project>", mvnw: "#!/bin/sh" };
    expect(planOf(maven, "mvnw -q -B clean package -Pprod -DskipTests -Drevision=2 -T 1C", files)).toMatchObject({
      insert: "./mvnw -q -B -Pprod -Drevision=2 dependency:go-offline",
    });
    expect(copiesOf(maven, "mvnw package", { "pom.xml": "<project></project>" })).toBe("manifest-not-found");
  });

  test("parents of parents", () => {
    const parent = (path: string) => `<project><parent><relativePath>${path}</relativePath></parent></project>`;
    const files = { "app/pom.xml": parent("../base"), "base/pom.xml": parent("../root/pom.xml"), "root/pom.xml": "<project></project>" };
    expect(copiesOf(maven, "mvn package", files, { directory: "app" })).toEqual(["app/pom.xml → app", "base/pom.xml → base", "root/pom.xml → root"]);
  });
});

describe("dotnet", () => {
  const project = (content = "") => `<Project Sdk="Microsoft.NET.Sdk">${content}</Project>`;

  test("references, imports and settings above", () => {
    const files = {
      "src/Web/Web.csproj": project(
        '<Import Project="../common.props"/><ItemGroup><ProjectReference Include="..\\Lib\\Lib.fsproj"/><!-- <ProjectReference Include="gone"/> --></ItemGroup>',
      ),
      "src/Lib/Lib.fsproj": project(),
      "src/common.props": project(),
      "Directory.Build.props": project(),
      "src/Directory.Build.targets": project(
        "<Import Project=\"$([MSBuild]::GetPathOfFileAbove('Directory.Build.targets', '$(MSBuildThisFileDirectory)../'))\"/>",
      ),
      "Directory.Build.targets": project(),
      "NuGet.config": '<configuration><packageSources><add key="l" value="./packages"/></packageSources></configuration>',
      "packages/a.nupkg": "PK",
    };
    expect(copiesOf(dotnet, "dotnet restore src/Web/Web.csproj", files)).toEqual([
      "src/Web/Web.csproj → src/Web",
      "Directory.Build.props Directory.Build.targets NuGet.config → ",
      "src/Directory.Build.targets src/common.props → src",
      "src/Lib/Lib.fsproj → src/Lib",
      "packages/ → packages",
    ]);
    expect(planOf(dotnet, "dotnet publish -c Release src/Web", files)).toMatchObject({ insert: "dotnet restore src/Web", safety: "unsafe" });
  });

  test.each([
    ['<ItemGroup><ProjectReference Include="$(X)/a.csproj"/></ItemGroup>', "project-reference"],
    ['<ItemGroup><ProjectReference Include="../gone.csproj"/></ItemGroup>', "project-reference"],
    ["<PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup>", "install-dir-unknown"],
  ])("%s: %s", (content, code) => expect(copiesOf(dotnet, "dotnet restore", { "a/App.csproj": project(content) }, { directory: "a" })).toBe(code));
});

describe("whatever the files hold", () => {
  const NAMES = [
    "requirements.txt",
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "Pipfile",
    "environment.yml",
    "go.mod",
    "go.work",
    "pom.xml",
    "Gemfile",
    "Gemfile.lock",
    "composer.json",
    "App.csproj",
    "nuget.config",
    "mix.exs",
    "mix.lock",
  ];
  const LINES = [
    "pip install -r requirements.txt",
    "poetry install",
    "uv sync",
    "uv pip install -r requirements.txt",
    "pipenv install",
    "conda env update",
    "go build",
    "mvn package",
    "bundle install",
    "composer install",
    "dotnet publish",
    "mix deps.get",
  ];
  const token = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "[",
      "]]",
      "{",
      "=",
      '"',
      "'",
      "\n",
      "-r x",
      "require (",
      "=>",
      "./a",
      "<a",
      "/>",
      "<Import Project=",
      "gem 'a'",
      "path: ",
      "[tool.uv.workspace]\n",
      "members = [",
      "{:a, ",
      "- pip:\n",
      "  - ",
    ),
  );
  const content = fc.array(token, { maxLength: 40 }).map((parts) => parts.join(""));

  test.each(LINES)("%s throws nothing", (line) => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...NAMES), content), (files) => {
        const [program = "", ...args] = line.split(" ");
        const known = recogniseCommand(program, args);
        if (known?.recognised.kind !== "install") throw new Error(`${line} is no install`);
        expect(["plan", "refusal"]).toContain(known.ecosystem.plan(known.recognised, projectOf(files)).kind);
      }),
      { numRuns: 150 },
    );
  });

  test("command lines throw nothing", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constant(undefined),
      fc.constantFrom("install", "-r", "-m", "pip", "mod", "do", ",", "--prefix", "<X of 2>", "config", "-C", "--"),
    );
    const program = fc.constantFrom(...ecosystems.flatMap(({ programs }) => programs));
    fc.assert(fc.property(program, fc.array(word, { maxLength: 6 }), (name, args) => void recogniseCommand(name, args)));
  });
});
