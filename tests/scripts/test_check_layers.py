#!/usr/bin/env python3
"""scripts/check_layers.py against small trees with one planted violation each, and clean twins."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECKER = Path(__file__).resolve().parents[2] / "scripts" / "check_layers.py"


def run_on(files):
    """Exit code and output of the checker over a tree that holds `files` (path -> text)."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "harness").mkdir()
        for path, text in files.items():
            file = Path(folder) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        done = subprocess.run([sys.executable, CHECKER, folder], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


class CheckLayers(unittest.TestCase):
    def allowed(self, path, line):
        code, output = run_on({path: f"{line}\n"})
        self.assertEqual(code, 0, output)

    def refused(self, path, line, rule):
        code, output = run_on({path: f"// first line\n{line}\n"})
        self.assertEqual(code, 1, f"{path} with {line} passed")
        self.assertIn(f"{path}:2: ", output)
        self.assertIn(rule, output)

    def test_includes_point_down(self):
        up = "includes point down only"
        self.allowed("harness/run/a.cpp", '#include "harness/comm/b.hpp"')
        self.allowed("collectors/hdf5/a.cpp", '#include "results/store/b.hpp"')
        self.allowed("harness/app/a.cpp", '#include "collectors/table.hpp"')
        self.allowed("tests/unit/a.cpp", '#include "harness/app/b.hpp"')
        self.refused("harness/core/a.hpp", '#include "harness/comm/b.hpp"', up)
        self.refused("harness/device/a.hpp", '#include "harness/run/b.hpp"', up)
        self.refused("harness/run/a.cpp", '#include "workloads/table.hpp"', up)
        self.refused("collectors/hdf5/a.cpp", '#include "harness/app/b.hpp"', up)
        self.refused("workloads/matmul/a.cpp", '#  include  "tests/b.hpp"', up)

    def test_folders_on_one_line_do_not_meet(self):
        line = "folders on one line never include each other"
        self.refused("harness/comm/a.cpp", '#include "harness/device/b.hpp"', line)
        self.refused("harness/run/a.cpp", '#include "harness/backends/cpu/b.hpp"', line)
        self.refused("workloads/matmul/a.cpp", '#include "results/store/b.hpp"', line)

    def test_results_see_core_alone(self):
        only = "results may include harness/core only"
        self.allowed("results/verdicts/a.cpp", '#include "harness/core/error.hpp"')
        self.allowed("results/verdicts/a.cpp", '#include "results/store/b.hpp"')
        self.refused("results/verdicts/a.cpp", '#include "harness/comm/b.hpp"', only)
        self.refused("results/verdicts/a.cpp", '#include "harness/run/b.hpp"', only)

    def test_backends_see_device_and_core_alone(self):
        only = "harness/backends may include harness/device and harness/core only"
        self.allowed("harness/backends/cpu/a.cpp", '#include "harness/device/backend.h"')
        self.refused("harness/backends/cpu/a.cpp", '#include "harness/comm/b.hpp"', only)

    def test_plugins_do_not_know_each_other(self):
        rule = "plug-in folders do not include each other"
        self.allowed("harness/backends/cpu/a.cpp", '#include "harness/backends/cpu/b.hpp"')
        self.allowed("workloads/matmul/a.cpp", '#include "workloads/reference/b.hpp"')
        self.refused("harness/backends/cpu/a.cpp", '#include "harness/backends/fake/b.hpp"', rule)
        self.refused("workloads/matmul/a.cpp", '#include "workloads/collectives/b.hpp"', rule)
        self.refused("collectors/hdf5/a.cpp", '#include "collectors/progress/b.hpp"', rule)

    def test_quoted_includes_start_at_the_root(self):
        rule = "quoted includes start at the repository root"
        self.refused("harness/run/a.cpp", '#include "suite.hpp"', rule)
        self.refused("harness/run/a.cpp", '#include "../core/error.hpp"', rule)
        self.refused("harness/device/backend_kit.hpp", '#include "backend.h"', rule)

    def test_foreign_libraries_stay_home(self):
        self.allowed("harness/comm/a.cpp", "#include <mpi.h>")
        self.allowed("tests/mpi/a.cpp", "#include <mpi.h>")
        self.refused("harness/run/a.cpp", "#include <mpi.h>", "MPI lives in")
        self.allowed("results/store/hdf5_file.cpp", "#include <hdf5.h>")
        self.refused("results/store/run_writer.cpp", "#include <hdf5.h>", "HDF5 lives in")
        self.refused("collectors/hdf5/a.cpp", "#include <H5Fpublic.h>", "HDF5 lives in")
        self.allowed("harness/app/a.cpp", "#include <boost/program_options.hpp>")
        self.refused("harness/run/a.cpp", "#include <boost/program_options.hpp>", "lives in")
        self.refused("harness/core/log.hpp", "#include <spdlog/spdlog.h>", "spdlog lives in")
        self.allowed("results/report/ci/a.cpp", "#include <pugixml.hpp>")
        self.refused("results/report/gate/a.cpp", "#include <pugixml.hpp>", "pugixml lives in")
        self.refused("harness/core/log.hpp", "#include <fmt/format.h>", "fmt lives in *.cpp")
        self.refused("harness/core/a.hpp", "#include <boost/math/distributions.hpp>", "lives in")
        self.refused("workloads/matmul/a.cpp", "#include <cuda_runtime.h>", "a vendor's SDK")
        self.refused("workloads/matmul/a.cpp", "#include <oneapi/dnnl/dnnl.hpp>", "oneDNN")
        self.refused("harness/core/a.cpp", "#include <gtest/gtest.h>", "GoogleTest")
        self.refused("harness/run/plan.cpp", "#include <yaml-cpp/yaml.h>", "yaml-cpp")

    def test_yaml_stays_in_one_file_of_results(self):
        include = "#include <yaml-cpp/yaml.h>\n"
        code, output = run_on({"results/chips/a.cpp": include})
        self.assertEqual(code, 0, output)
        code, output = run_on({"results/chips/a.cpp": include, "results/chips/b.cpp": include})
        self.assertEqual(code, 1)
        self.assertIn("results/chips/b.cpp:1: yaml-cpp stays in one file", output)

    def test_unknown_libraries_need_a_home(self):
        self.allowed("harness/core/a.cpp", "#include <string_view>")
        self.allowed("harness/core/a.cpp", "#include <sys/stat.h>")
        self.refused("harness/core/a.cpp", "#include <zmq.hpp>", "of no library")
        self.refused("harness/core/a.cpp", "#include <absl/strings/str_cat.h>", "of no library")

    def test_comments_do_not_count(self):
        self.allowed("harness/core/a.cpp", '// #include "harness/app/b.hpp"')
        self.allowed("harness/core/a.cpp", '/*\n#include <mpi.h>\n*/')

    def test_targets_follow_the_same_directions(self):
        link = "steelyard_library(x SOURCES a.cpp LINKS steelyard::"
        self.allowed("results/store/CMakeLists.txt", link + "core)")
        self.refused("results/store/CMakeLists.txt", link + "comm)", "results may include")
        self.refused("harness/comm/CMakeLists.txt", link + "device)", "on one line")
        self.refused("harness/run/CMakeLists.txt", link + "workloads)", "point down only")

    def test_a_folder_that_is_no_root_is_a_usage_error(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, CHECKER, folder], capture_output=True)
            self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
