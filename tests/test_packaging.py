"""The distributions that are built carry the profiles and the seed content, and a wheel of them works."""

from pathlib import Path

import pytest
import subprocess
import sys
import tarfile
import zipfile


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dist(tmp_path_factory) -> Path:
    """Folder with the sdist, and the wheel built from it."""
    root = Path(__file__).resolve().parent.parent
    folder = tmp_path_factory.mktemp("dist")
    # The set-up's own setuptools build it: nothing is downloaded.
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def installed(dist, tmp_path_factory) -> Path:
    """The wheel, installed by itself."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = dist.glob("*.whl")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), str(wheel)],
        check=True,
    )
    return folder


def relevant(names) -> set[str]:
    """Names of the files of profiles and content, from the package's folder on."""
    parts = (name.partition("hcc_longan/")[2] for name in names)
    parts = (part.removeprefix("src/hcc_longan/") for part in parts)
    return {part for part in parts if part.startswith(("profiles/", "distributions/")) and not part.endswith("/")}


def in_the_repository(root: Path) -> set[str]:
    content = root / "content"
    profiles = root / "profiles"
    return {
        *(f"profiles/{path.relative_to(profiles)}" for path in profiles.rglob("*") if path.is_file()),
        *(
            f"distributions/hcc_longan/content/{path.relative_to(content)}"
            for path in content.rglob("*")
            if path.is_file()
        ),
    }


def test_wheel_carries_profiles_and_content(dist, root):
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert in_the_repository(root) <= relevant(archive.namelist())


def test_sdist_carries_profiles_and_content(dist, root):
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        assert in_the_repository(root) <= relevant(archive.getnames())
        assert not [member.name for member in archive.getmembers() if member.issym()]


def test_installed_wheel_has_its_profile_and_its_command(installed):
    code = (
        "import hcc_longan, pathlib; home = pathlib.Path(hcc_longan.__file__).parent; "
        "assert (home / 'profiles' / 'default' / 'metadata.xml').is_file(); "
        "assert len(list((home / 'distributions' / 'hcc_longan' / 'content').rglob('data.json'))) > 100; "
        "assert (home / 'locales' / 'vi' / 'LC_MESSAGES' / 'hcc_longan.po').is_file(); "
        "import hcc_longan.cli; print(home)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout.strip().startswith(str(installed))
