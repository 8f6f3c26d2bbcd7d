using Fairlead.Kernel;

namespace Fairlead.Reports.Tests.Sarif;

/// <summary>What a run says about its own configuration, its own errors, and about other files.</summary>
public sealed class SarifConfigurationTests
{
    private const string Rules =
        """[{"id":"A","guid":"11111111-1111-1111-1111-111111111111","defaultConfiguration":{"level":"note"}},{"id":"B"}]""";

    [Theory]
    [InlineData("""{"ruleId":"A"}""", Severity.High)]
    [InlineData("""{"ruleId":"A/deep/er"}""", Severity.High)]
    [InlineData("""{"ruleIndex":0}""", Severity.High)]
    [InlineData("""{"rule":{"guid":"11111111-1111-1111-1111-111111111111"}}""", Severity.High)]
    [InlineData("""{"ruleId":"A","level":"warning"}""", Severity.Medium)]
    [InlineData("""{"ruleId":"A","properties":{"security-severity":"2.0"}}""", Severity.Low)]
    [InlineData("""{"ruleId":"A","provenance":{"invocationIndex":0}}""", Severity.High)]
    [InlineData("""{"ruleId":"A","provenance":{"invocationIndex":7}}""", Severity.Informational)]
    [InlineData("""{"ruleId":"B"}""", Severity.Medium)]
    [InlineData("""{"ruleId":"X","rule":{"toolComponent":{"name":"Extra"}}}""", Severity.High)]
    [InlineData("""{"ruleId":"undescribed"}""", Severity.Informational)]
    public async Task The_configuration_that_the_tool_ran_with_sets_the_level(string result, Severity expected)
    {
        var read = await Run(
            """
            {"invocations":[{"executionSuccessful":true,"ruleConfigurationOverrides":[
              {"descriptor":{"index":0},"configuration":{"level":"error"}},
              {"descriptor":{"id":"X","index":0,"toolComponent":{"index":0}},"configuration":{"level":"error"}},
              {"descriptor":{"id":"undescribed"},"configuration":{"level":"note"}},
              {"descriptor":{"id":"B"},"configuration":{"enabled":true}}]}]}
            """, result);
        Assert.Equal(expected, Assert.Single(read.Findings).Severity);
    }

    [Theory]
    [InlineData("""{"ruleId":"A","provenance":{"invocationIndex":1}}""", Severity.High)]
    [InlineData("""{"ruleId":"A","provenance":{"invocationIndex":0}}""", Severity.Informational)]
    [InlineData("""{"ruleId":"A"}""", Severity.Informational)]
    public async Task Of_several_invocations_only_the_named_one_counts(string result, Severity expected)
    {
        var read = await Run(
            """{"invocations":[{},{"ruleConfigurationOverrides":[{"descriptor":{"id":"A"},"configuration":{"level":"error"}}]}]}""", result);
        Assert.Equal(expected, Assert.Single(read.Findings).Severity);
    }

    [Theory]
    [InlineData("""{"toolExecutionNotifications":[{"level":"error","message":{"text":"Out of memory"}}]}""", "Out of memory")]
    [InlineData("""{"toolConfigurationNotifications":[{"level":"error","descriptor":{"id":"N1"},"message":{}}]}""", "N1")]
    [InlineData("""{"toolExecutionNotifications":[{"descriptor":{"id":"N1"},"message":{"text":"by default"}}]}""", "by default")]
    [InlineData(
        """
        {"toolExecutionNotifications":[{"descriptor":{"id":"N2"},"message":{"text":"by override"}}],
         "notificationConfigurationOverrides":[{"descriptor":{"index":1},"configuration":{"level":"error"}}]}
        """, "by override")]
    [InlineData(
        """
        {"toolExecutionNotifications":[{"descriptor":{"id":"N1"},"message":{"text":"toned down"}}],
         "notificationConfigurationOverrides":[{"descriptor":{"id":"N1"},"configuration":{"level":"note"}}]}
        """, null)]
    [InlineData("""{"toolExecutionNotifications":[{"level":"warning","message":{"text":"slow"}},{"message":{"text":"?"}}]}""", null)]
    public async Task An_error_of_the_tool_itself_means_that_results_may_be_missing(string invocation, string? reason)
    {
        var read = await Run($$"""{"invocations":[{{invocation}}]}""", """{"ruleId":"A"}""");
        Assert.Equal(reason is null ? null : $"Probe reports an error of its own: {reason}", ReasonOf(read));
    }

    [Fact]
    public async Task Results_in_another_file_are_told_with_its_name()
    {
        var read = await Run(
            """{"externalPropertyFileReferences":{"results":[{"location":{"uri":"more.sarif-external-properties"},"itemCount":7}]}}""",
            """{"ruleId":"A"}""");
        Assert.Equal("Probe keeps results in other files (more.sarif-external-properties), which were not read", ReasonOf(read));
    }

    [Fact]
    public async Task Whether_the_run_was_successful_may_stand_in_another_file()
    {
        var read = await Run("""{"externalPropertyFileReferences":{"invocations":[{"location":{"uri":"i.json"}}]}}""", """{"ruleId":"A"}""");
        Assert.Contains("another file (i.json)", ReasonOf(read), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"driver":{"location":{"uri":"rules.json"}}}""")]
    [InlineData("""{"extensions":[{"location":{"uri":"rules.json"}}]}""")]
    public async Task A_level_that_stands_in_another_file_is_unknown_not_guessed(string references)
    {
        var read = await Run($$"""{"externalPropertyFileReferences":{{references}}}""", """{"ruleId":"Z"}""", """{"ruleId":"A"}""");
        Assert.Equal([Severity.Unknown, Severity.Informational], read.Findings.Select(f => f.Severity));
        Assert.Contains("rules.json", Assert.Single(read.Findings[0].Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_stands_in_another_file_is_a_problem_not_a_finding_without_place()
    {
        var read = await Run(
            """{"artifacts":[{"location":{"uri":"here.c"}}],"externalPropertyFileReferences":{"artifacts":[{"location":{"uri":"files.json"}}]}}""",
            """{"ruleId":"A","locations":[{"physicalLocation":{"artifactLocation":{"index":0}}}]}""",
            """{"ruleId":"A","locations":[{"physicalLocation":{"artifactLocation":{"index":1}}}]}""");
        Assert.Equal("here.c", Assert.Single(read.Findings).Location);
        Assert.Contains("files.json", Assert.Single(read.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_behind_those_that_are_kept_is_a_problem_not_a_finding_without_place()
    {
        var artifacts = string.Join(',', Enumerable.Repeat("""{"location":{"uri":"a.c"}}""", 200_001));
        var read = await Run(
            $$"""{"artifacts":[{{artifacts}}]}""",
            """{"ruleId":"A","locations":[{"physicalLocation":{"artifactLocation":{"index":199999}}}]}""",
            """{"ruleId":"A","locations":[{"physicalLocation":{"artifactLocation":{"index":200000}}}]}""");
        Assert.Equal("a.c", Assert.Single(read.Findings).Location);
        Assert.Contains("the first 200,000", Assert.Single(read.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"x\"")]
    public async Task An_entry_that_is_not_understood_keeps_its_number(string entry)
    {
        var read = await Read.TextAsync(
            $$$"""
            {"version":"2.1.0","runs":[{"artifacts":[{{{entry}}},{"location":{"uri":"b.c"}},{"location":{"uri":"c.c"}}],
             "tool":{"driver":{"name":"Probe","rules":[{{{entry}}},{"id":"B"},{"id":"C"}]}},
             "results":[{"ruleIndex":1,"message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":{"index":1} } }]}]}]}
            """);
        var finding = Assert.Single(read.Findings);
        Assert.Equal(("B", "b.c"), (finding.RuleId, finding.Location));
    }

    [Fact]
    public async Task A_rule_that_is_too_large_keeps_its_number()
    {
        var essay = $$$"""{"id":"A","help":{"text":"{{{new string('x', 700)}}}","markdown":"{{{new string('y', 700)}}}"}}""";
        var read = await Read.TextAsync(
            $$$"""
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Probe","rules":[{{{essay}}},{"id":"B"}],"notifications":[{{{essay}}},{"id":"N"}]}},
             "artifacts":[{"description":{{{essay}}}},{"location":{"uri":"b.c"}}],
             "invocations":[{"toolExecutionNotifications":[{"descriptor":{"index":1},"level":"error"}]}],
             "results":[{"ruleIndex":1,"message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":{"index":1} } }]}]}]}
            """,
            options: new ReportOptions { MaxItemBytes = 1_000 });
        var finding = Assert.Single(read.Findings);
        Assert.Equal(("B", "b.c"), (finding.RuleId, finding.Location));
        Assert.Equal("Probe reports an error of its own: N", ReasonOf(read));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    public async Task An_invocation_or_a_component_that_is_none_keeps_its_number(string entry)
    {
        var read = await Read.TextAsync(
            $$$"""
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Probe","rules":[{"id":"A"}]},
              "extensions":[{{{entry}}},{"name":"Extra","rules":[{"id":"X","defaultConfiguration":{"level":"note"} }]}]},
             "taxonomies":[{{{entry}}},{"name":"CWE","taxa":[{"id":"79"}]}],
             "invocations":[{{{entry}}},{"ruleConfigurationOverrides":[{"descriptor":{"id":"A"},"configuration":{"level":"error"} }]}],
             "results":[{"ruleId":"A","provenance":{"invocationIndex":1},"message":{"text":"a"},"taxa":[{"index":0,"toolComponent":{"index":1} }]},
                        {"rule":{"index":0,"toolComponent":{"index":1} },"message":{"text":"x"} }]}]}
            """);
        Assert.Equal([("A", Severity.High), ("X", Severity.Informational)], read.Findings.Select(f => (f.RuleId, f.Severity)));
        Assert.Equal([79], read.Findings[0].Cwes);
    }

    [Theory]
    [InlineData("\"driver\":null,")]
    [InlineData("")]
    public async Task Without_a_driver_the_extensions_keep_their_numbers(string driver)
    {
        var read = await Read.TextAsync(
            $$$"""
            {"version":"2.1.0","runs":[{"tool":{ {{{driver}}}"extensions":[{"name":"One","rules":[{"id":"O"}]},{"name":"Two","rules":[{"id":"T"}]}]},
             "results":[{"rule":{"index":0,"toolComponent":{"index":1} },"message":{"text":"x"} }]}]}
            """);
        Assert.Equal(("T", "sarif"), (Assert.Single(read.Findings).RuleId, read.Findings[0].Scanner));
    }

    [Fact]
    public async Task So_many_bases_of_paths_are_refused()
    {
        var bases = string.Join(',', Enumerable.Range(0, 1_001).Select(i => $$""" "B{{i}}":{"uri":"file:///b/"}"""));
        var e = await Assert.ThrowsAsync<ReportException>(() => Run($$"""{"originalUriBaseIds":{ {{bases}} } }"""));
        Assert.Equal(ReportFault.LimitExceeded, e.Fault);
    }

    [Theory]
    [InlineData("""{"results":[],"invocations":[]}""", null)]
    [InlineData("""{"results":[null]}""", null)]
    [InlineData("""{"results":[{}]}""", "without a name")]
    [InlineData("""{"results":["more.json"]}""", "without a name")]
    public async Task Results_are_elsewhere_only_where_a_file_is_given(string references, string? told)
    {
        var read = await Run($$"""{"externalPropertyFileReferences":{{references}}}""", """{"ruleId":"A"}""");
        if (told is null)
            Assert.Null(ReasonOf(read));
        else
            Assert.Contains(told, ReasonOf(read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_outside_the_runs_are_told()
    {
        var read = await Read.TextAsync(
            """{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Probe"}},"results":[]}],"inlineExternalProperties":[{"results":[{"message":{"text":"m"}}]}]}""");
        Assert.Contains("inlineExternalProperties", ReasonOf(read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_external_property_file_is_refused_in_words()
    {
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(
            """{"$schema":"https://example.com/sarif-external-property-file-schema-2.1.0.json","version":"2.1.0","results":[{"message":{"text":"m"}}]}"""));
        Assert.Equal(ReportFault.UnsupportedFormat, e.Fault);
        Assert.Contains("external property file", e.Message, StringComparison.Ordinal);
    }

    private static string? ReasonOf(Read read) => (read.Trailer.Completeness as Completeness.Partial)?.Reason;

    private static Task<Read> Run(string beside, params string[] results) => Read.TextAsync(
        $$$$"""
        {"version":"2.1.0","runs":[{"results":[{{{{string.Join(',', results.Select(r => $"{r[..^1]},\"message\":{{\"text\":\"m\"}}}}"))}}}}],
         {{{{beside.Trim()[1..^1]}}}},
         "tool":{"driver":{"name":"Probe","rules":{{{{Rules}}}},
           "notifications":[{"id":"N1","defaultConfiguration":{"level":"error"}},{"id":"N2"}]},
          "extensions":[{"name":"Extra","rules":[{"id":"X"}]}]}}]}
        """);
}
