#pragma once

#include <string>
#include <utility>
#include <vector>

/// JUnit XML as Jenkins, GitLab and others read it: what the gate and the history say of cases, as
/// tests.
namespace steelyard::results {

enum class JunitEnd { passed, skipped, failure, error };

struct JunitTest {
  std::string name;
  std::string class_name;  ///< by this, readers group tests
  JunitEnd end = JunitEnd::passed;
  std::string type;                 ///< of what did not pass: a word
  std::string message;              ///< of what did not pass: a sentence
  std::vector<std::string> output;  ///< lines for who opens it
};

struct JunitSuite {
  std::string name;
  std::vector<std::pair<std::string, std::string>> properties;  ///< name and value
  std::vector<JunitTest> tests;
};

/// One suite as a document, with its totals. Text may come from anybody: control characters and
/// what XML cannot hold are shown escaped. Holds to junit-10.xsd of Jenkins' xUnit plug-in. Without
/// times: a verdict takes none.
std::string junit_xml(const JunitSuite& suite);

}  // namespace steelyard::results
