from pathlib import Path
from setuptools import find_namespace_packages
from setuptools import setup


setup(
    name="hcc_longan",
    version="1.0.0.dev0",
    description="Site and e-service system of the Long An Public Administrative Service Centre, on Plone",
    long_description=Path("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="GPL-2.0-only",
    classifiers=[
        "Development Status :: 4 - Beta",
        "Environment :: Web Environment",
        "Framework :: Plone",
        "Framework :: Plone :: 6.2",
        "Framework :: Plone :: Distribution",
        "Natural Language :: Vietnamese",
        "Natural Language :: English",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ],
    # profiles/ and content/ lie at the root of the repository; src/hcc_longan has links to them, which sdist and wheel
    # turn into ordinary files.
    packages=find_namespace_packages("src"),
    package_dir={"": "src"},
    include_package_data=True,
    zip_safe=False,
    # Not 3.13.0: a regression of CPython's pickler there breaks the saving of versions.
    python_requires=">=3.11,!=3.13.0",
    install_requires=[
        "Plone",
        "RelStorage",
        "SQLAlchemy>=2",
        "alembic",
        "altcha",
        "click",
        "collective.easyform",
        "collective.z3cform.datagridfield",
        "holidays",
        "itsdangerous",
        "plone.api",
        "plone.app.dexterity",
        "plone.app.multilingual",
        "plone.distribution",
        "plone.exportimport",
        "plone.restapi",
        "psycopg2-binary",
        "rapidfuzz",
        "segno",
        "typst",
        "zope.sqlalchemy",
    ],
    extras_require={
        "test": [
            "PyYAML",
            "aiosmtpd",
            "axe-playwright-python",
            "build",
            "hypothesis",
            "plone.app.testing",
            "playwright",
            "pypdf",
            "pytest",
            "pytest-plone",
            "pytest-xdist",
            "requests",
            "zxing-cpp",
        ],
    },
    entry_points={
        "console_scripts": ["hcc = hcc_longan.cli:main"],
        "z3c.autoinclude.plugin": ["target = plone"],
    },
)
