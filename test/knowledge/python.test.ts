import { describe, expect, test } from "vitest";
import { conda } from "../../src/knowledge/ecosystems/conda.ts";
import { pip } from "../../src/knowledge/ecosystems/pip.ts";
import { pipenv } from "../../src/knowledge/ecosystems/pipenv.ts";
import { poetry } from "../../src/knowledge/ecosystems/poetry.ts";
import { uv } from "../../src/knowledge/ecosystems/uv.ts";
import { copiesOf, kindOf, planOf } from "./javascript-project.ts";

describe("command lines of Python", () => {
  test.each([
    ["pip install flask", "independent"],
    ["pip install flask>=2", "independent"],
    ["pip install --upgrade pip setuptools wheel", "independent"],
    ["pip install --no-cache-dir --index-url https://example.com/simple torch", "independent"],
    ["pip --no-cache-dir install pipenv gunicorn", "independent"],
    ["pip install git+https://github.com/pallets/flask.git@main", "independent"],
    ["pip install https://example.com/x-1-py3-none-any.whl", "independent"],
    ["pip install -e git+https://github.com/pallets/flask.git#egg=flask", "independent"],
    ["pip install poetry==$VERSION", "-"],
    ["pip install $PACKAGES", "-"],
    ["pip install -r requirements.txt", "install"],
    ["pip install -rrequirements.txt", "install"],
    ["pip install -Ur requirements.txt", "install"],
    ["pip install --requirement=requirements.txt flask", "install"],
    ["pip install -c pins.txt flask", "install"],
    ["pip install -r https://example.com/requirements.txt", "independent"],
    ["pip install wheels/x-1-py3-none-any.whl", "install"],
    ["pip install --group dev", "install"],
    ["pip3.12 wheel -w /wheels -r requirements.txt", "install"],
    ["pip download -r requirements.txt", "install"],
    ["pip install -r $FILE", "refused:install-dir-unknown"],
    ["pip install .", "refused:installs-project"],
    ["pip install .[dev]", "refused:installs-project"],
    ["pip install -e .", "refused:installs-project"],
    ["pip install --editable=.", "refused:installs-project"],
    ["pip install -r requirements.txt ./lib", "refused:installs-project"],
    ["pip install sub/package", "refused:installs-project"],
    ["pip list", "independent"],
    ["pip config set global.index-url https://example.com", "independent"],
    ["pip uninstall -y six", "cleanup:project"],
    ["pip cache purge", "cleanup:cache"],
    ["python -m pip install -r requirements.txt", "install"],
    ["python3.11 -m pip install flask", "independent"],
    ["python -m venv /venv", "independent"],
    ["virtualenv -p python3 env", "independent"],
    ["python --version", "independent"],
    ["python -m build", "refused:installs-project"],
    ["python setup.py install --user", "refused:installs-project"],
    ["python manage.py migrate", "build"],
    ["python -c print(1)", "build"],
  ])("%s: %s", (line, kind) => expect(kindOf(pip, line)).toBe(kind));

  test.each([
    ["poetry install", "install"],
    ["poetry -C web install --no-root", "install"],
    ["poetry export -f requirements.txt -o requirements.txt", "install"],
    ["poetry install --only-root", "refused:installs-project"],
    ["poetry lock", "refused:install-mutates-manifest"],
    ["poetry config virtualenvs.create false", "independent"],
    ["poetry config --local virtualenvs.create false", "refused:install-mutates-manifest"],
    ["poetry self add plugin", "independent"],
    ["poetry --version", "independent"],
    ["poetry run pytest", "build"],
    ["poetry build", "build"],
    ["poetry cache clear --all .", "cleanup:cache"],
    ["python -m poetry install", "install"],
    ["python -m pip", "-"],
  ])("%s: %s", (line, kind) => expect(kindOf(poetry, line)).toBe(kind));

  test.each([
    ["uv sync --frozen", "install"],
    ["uv --directory web sync", "install"],
    ["uv pip install --system -r requirements.txt", "install"],
    ["uv pip sync requirements.txt", "install"],
    ["uv pip install flask", "independent"],
    ["uv pip install .", "refused:installs-project"],
    ["uv venv", "independent"],
    ["uv python install", "independent"],
    ["uv tool install ruff", "independent"],
    ["uv add flask", "refused:install-mutates-manifest"],
    ["uv lock", "refused:install-mutates-manifest"],
    ["uv run app.py", "build"],
    ["uv sync --script tool.py", "build"],
    ["uv export -o requirements.txt", "install"],
    ["uv build", "build"],
    ["uv cache clean", "cleanup:cache"],
  ])("%s: %s", (line, kind) => expect(kindOf(uv, line)).toBe(kind));

  test.each([
    ["pipenv install --deploy --system", "install"],
    ["pipenv sync", "install"],
    ["pipenv install flask", "refused:install-mutates-manifest"],
    ["pipenv install -r requirements.txt", "refused:install-mutates-manifest"],
    ["pipenv lock", "refused:install-mutates-manifest"],
    ["pipenv --version", "independent"],
    ["pipenv run python x.py", "build"],
  ])("%s: %s", (line, kind) => expect(kindOf(pipenv, line)).toBe(kind));

  test.each([
    ["conda env create -f environment.yml", "install"],
    ["conda env update", "install"],
    ["mamba env create --file=env.yml", "install"],
    ["micromamba install -y -n base -f env.yml", "install"],
    ["conda install -y --file requirements.txt", "install"],
    ["conda install -y numpy", "independent"],
    ["conda create -y -n x python=3.12", "independent"],
    ["conda config --add channels x", "independent"],
    ["conda clean -afy", "cleanup:cache"],
    ["conda run -n x python app.py", "build"],
  ])("%s: %s", (line, kind) => expect(kindOf(conda, line)).toBe(kind));
});

describe("what Python installs read", () => {
  const REQUIREMENTS = { "requirements.txt": "flask\n" };

  test("names with a line in between, options and continuations", () => {
    const files = {
      "requirements.txt": "\ufeff# -r no.txt\n--index-url https://example.com\nflask \\\n  --hash=sha256:0\n-r more.txt # why\n",
      "more.txt": "six\n",
    };
    expect(copiesOf(pip, "pip install -r requirements.txt", files)).toEqual(["more.txt requirements.txt → "]);
  });

  test("variables of the environment name further files", () => {
    const files = { ...REQUIREMENTS, "pins.txt": "flask<4\n" };
    expect(copiesOf(pip, "pip install -r requirements.txt", files, { variables: { PIP_CONSTRAINT: "pins.txt" } })).toEqual([
      "pins.txt requirements.txt → ",
    ]);
    expect(copiesOf(pip, "pip install -r requirements.txt", files, { variables: { PIP_CONSTRAINT: undefined } })).toBe("install-dir-unknown");
    expect(copiesOf(pip, "pip install -r requirements.txt", files, { variables: { PIP_NO_CACHE_DIR: "1" } })).toEqual(["requirements.txt → "]);
  });

  test("an editable checkout goes below src of the working directory", () => {
    const files = { "requirements.txt": "-e git+https://github.com/pallets/flask.git#egg=Flask_App\n" };
    expect(planOf(pip, "pip install -r requirements.txt", files)).toMatchObject({ writes: [{ path: "src/flask-app", pattern: "src/flask-app" }] });
  });

  test.each([
    ["", "manifest-unreadable"],
    ["[tool.poetry\n", "manifest-unreadable"],
    ['[tool.poetry]\nname = "x"\n[tool.poetry.group.dev.dependencies]\nlib = {path = "lib"}\n', "local-dependency"],
    ['[project]\nname = "x"\ndependencies = ["lib @ file:///app/lib"]\n', "local-dependency"],
    ["[tool.poetry-dynamic-versioning]\nenable = true\n", "installs-project"],
  ])("poetry with %j: %s", (text, code) => expect(copiesOf(poetry, "poetry install", { "pyproject.toml": text })).toBe(code));

  test("poetry installs without the project above the sources", () => {
    const plan = planOf(poetry, "poetry install -E postgres", { "pyproject.toml": '[tool.poetry]\nname = "x"\n', "poetry.lock": "x" });
    expect(plan).toMatchObject({ insert: "poetry install -E postgres --no-root", writes: [{ path: ".venv", pattern: "**/.venv" }] });
  });

  test("uv finds the members of a workspace", () => {
    const member = '[project]\nname = "a"\n';
    const files = {
      "pyproject.toml": '[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/old"]\n',
      "uv.lock": "x",
      "libs/a/pyproject.toml": member,
      "libs/old/pyproject.toml": member,
    };
    expect(copiesOf(uv, "uv sync", files)).toEqual(["pyproject.toml uv.lock → ", "libs/a/pyproject.toml → libs/a"]);
    expect(copiesOf(uv, "uv sync", { ...files, "pyproject.toml": '[tool.uv.workspace]\nmembers = ["libs/**"]\n' })).toBe("workspace-members");
  });

  test("without a lockfile uv has to build what is dynamic", () => {
    const files = { "pyproject.toml": '[project]\nname = "x"\ndynamic = ["version"]\n' };
    expect(copiesOf(uv, "uv sync", files)).toBe("installs-project");
    expect(copiesOf(uv, "uv sync", { ...files, "uv.lock": "x" })).toEqual(["pyproject.toml uv.lock → "]);
  });

  test("a Pipfile elsewhere", () => {
    const files = { "py/Pipfile": '[packages]\nflask = "*"\n', "py/Pipfile.lock": "{}" };
    expect(copiesOf(pipenv, "pipenv sync", files, { variables: { PIPENV_PIPFILE: "py/Pipfile" } })).toEqual(["py/Pipfile py/Pipfile.lock → py"]);
    expect(copiesOf(pipenv, "pipenv sync", files)).toBe("manifest-not-found");
  });

  test("conda reads the lists for pip beside the file", () => {
    const files = { "env/environment.yml": "dependencies:\n- pip:\n  - -r all.txt\n  - git+https://github.com/a/b\n", "env/all.txt": "six\n" };
    expect(copiesOf(conda, "conda env create -f env/environment.yml", files)).toEqual(["env/all.txt env/environment.yml → env"]);
  });
});
