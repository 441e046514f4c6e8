# Runs a suite of Steelyard under ReFrame: every case must pass with a verified result, and its rate is a performance
# variable. Written against ReFrame 4.9; needs 4.1.
#
#   reframe -c steelyard_check.py -r -S steelyard_check.suite=quick -S steelyard_check.num_tasks=8 \
#           -S steelyard_check.references=/data/references.json
#
# references.json is made from run files that are known to be good by steelyard_references.py, which stands beside this
# file. Without it rates are reported and held against nothing.

import json
import os

import reframe as rfm
import reframe.utility.sanity as sn


@rfm.simple_test
class steelyard_check(rfm.RunOnlyRegressionTest):
    descr = 'a suite of Steelyard: results verified, rates held against those of known good runs'
    suite = variable(str, value='quick')
    # A file by steelyard_references.py; empty: none.
    references = variable(str, value='')
    valid_systems = ['*']
    valid_prog_environs = ['*']
    executable = 'steelyard'
    num_tasks = 1
    time_limit = '2h'

    @run_before('run')
    def set_commands(self):
        self.executable_opts = ['run', '--suite', self.suite, '--output', 'run.h5', '--progress', 'log']
        # The job's exit code is that of its last command, so the run's own is printed.
        self.postrun_cmds = ['echo "exit code of the run: $?"',
                             'steelyard export --format json run.h5 > run.json']
        self.keep_files = ['run.h5']

    def cases_of_run(self):
        """{variable: case}."""
        with open(os.path.join(self.stagedir, 'run.json'), encoding='utf-8') as file:
            return {variable_of(case['name']): case for case in json.load(file)['cases']}

    def referenced(self):
        """{variable: reference} of the partition that this runs on."""
        if not self.references:
            return {}
        with open(self.references, encoding='utf-8') as file:
            scopes = json.load(file)
        name = self.current_partition.fullname
        sn.evaluate(sn.assert_in(name, scopes, 'no references for {0}; make some: steelyard_references.py --system {0}'))
        return scopes[name]

    @sanity_function
    def every_case_passed(self):
        sn.evaluate(sn.assert_found(r'^exit code of the run: 0$', self.stdout, 'the run did not end with exit code 0'))
        cases = self.cases_of_run()
        wrong = [name for name, case in cases.items()
                 if case['outcome'] != 'passed' or case['verification_state'] != 'verified']
        # A case that vanished is no pass either.
        missing = [name for name in self.referenced() if name not in cases]
        return sn.all([sn.assert_true(cases, 'no case was run'),
                       sn.assert_eq(wrong, [], 'cases that did not pass with a verified result: {0}'),
                       sn.assert_eq(missing, [], 'cases that have a reference and were not run: {0}')])

    @run_before('performance')
    def set_rates(self):
        if self.is_dry_run():
            return
        for name, case in self.cases_of_run().items():
            if case['figures'] is None:
                continue
            rate = case['figures']['figure']['point']
            self.perf_variables[name] = sn.make_performance_function(sn.defer(rate), case['figures']['unit'])
        self.reference = {self.current_partition.fullname: {name: tuple(each) for name, each in self.referenced().items()}}


def variable_of(case):
    """A case's name without colons: ReFrame ends a scope at one."""
    return case.replace(':', '.')
