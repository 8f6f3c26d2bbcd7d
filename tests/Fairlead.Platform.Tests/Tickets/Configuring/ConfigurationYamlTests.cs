using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Configuring;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>BADINPUT B-YAML: what is refused, with which title, and where.</summary>
public class ConfigurationYamlTests
{
    private const string Good = "name: a\nconnection: jira\nproject: SEC\nissueType: Bug\n";

    public static TheoryData<string, string> Malformed => new()
    {
        { "empty", "" },
        { "only comments", "# nothing\n# here\n" },
        { "tab indentation", "filter:\n\tminimumSeverity: high\n" },
        { "unclosed quote", "name: \"a\nconnection: jira\n" },
        { "two documents", Good + "---\n" + Good },
        { "binary", "name: a\0b" },
        { "key that is a list", "? [a, b]\n: c\n" },
        { "bad indentation", "name: a\n   connection: b\n" },
    };

    [Fact]
    public void What_is_exported_stands_in_lines_of_its_own_and_is_read_as_it_was()
    {
        var body = new TicketConfigurationBody("shop", "team", "SEC", "Bug")
        {
            GroupBy = ["asset", "rule"],
            CommentRules =
            [
                new(@"ok until (?<until>\d{4}-\d\d-\d\d): (?<reason>.+)", "riskAccepted", ["group:leads", "anyone"], 90),
                new("it's \"fixed\" & done #1 \u2705 \U0001F680 \u00a0", "fixed"),
                new("two\nlines", "fixed"),
            ],
            StatusMap = new([new("fixed", Category: "done", Days: 3)], [new("active", "To Do")]),
            Template = new(Summary: "<b>{{group.title}}</b>"),
        };

        var yaml = YamlText.Of(body);

        Assert.Contains("\ncommentRules:\n- pattern: \"ok until (?<until>\\\\d{4}-", yaml);
        Assert.Contains("\n  status: riskAccepted\n  by: [\"group:leads\", anyone]\n  days: 90\n- pattern: ", yaml);
        Assert.Contains("\nstatusMap:\n  fromJira:\n  - finding: fixed\n    category: done\n    days: 3\n  toJira:\n  - finding: active\n    status: \"To Do\"\n", yaml);
        Assert.DoesNotContain("u003C", yaml);
        Assert.Equal(yaml, YamlText.Of(TicketConfigurations.ReadOne(yaml).Body!));
        Assert.Equal(body.CommentRules.Select(r => r.Pattern), TicketConfigurations.ReadOne(yaml).Body!.CommentRules!.Select(r => r.Pattern));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_no_yaml_is_malformed(string name, string yaml)
    {
        var document = ConfigurationYaml.Read(yaml);

        Assert.True(document.Refusal == YamlRefusal.Malformed, $"{name}: {document.Refusal}");
        Assert.Single(document.Faults);
    }

    /// <summary>YAML-01: in words of ours, and with the line.</summary>
    [Theory]
    [InlineData("filter:\n\tminimumSeverity: high\n", 2, "A tab stands in the indentation, where YAML allows only spaces. The line is: minimumSeverity: high")]
    [InlineData("\tname: a\n\tproject: b\n", 1, "A tab stands in the indentation")]
    [InlineData("\tname: a\n", 1, "A tab stands in the indentation")]
    [InlineData("\tname\n", 1, "A tab stands in the indentation")]
    [InlineData("\t- name: a\n", 1, "A tab stands in the indentation")]
    [InlineData("name a\n", 1, "a configuration is a list of keys and values")]
    [InlineData("\tname: a\nproject: b\n", 1, "A tab stands in the indentation")]
    [InlineData("name: a\n\tproject: b\n", 2, "A tab stands in the indentation")]
    [InlineData("name: a\nfilter:\n  kinds: [secret]\n\tkev: true\n", 4, "A tab stands in the indentation")]
    [InlineData("name: a\nfilter:\n  minimumSeverity: high\n \tkev: true\n", 4, "A tab stands in the indentation")]
    [InlineData("name: a\nlabels:\n\t- x\n\t- y\n", 3, "A tab stands in the indentation")]
    [InlineData("name: a\nlabels:\n- x\n\t- y\n", 4, "A tab stands in the indentation")]
    [InlineData("name: a\nproject: \"b\nconnection: jira\n", 2, "A quote is not closed. The line is: project: \"b")]
    [InlineData("name: [unclosed\n", 2, "A bracket is not closed.")]
    [InlineData("name: @me\n", 1, "A value that begins with @ needs quotes. The line is: name: @me")]
    [InlineData("name: a: b\n", 1, "A value that holds a colon and a space needs quotes. The line is: name: a: b")]
    [InlineData("name: a\nlabels: [x]]\n", 2, "This is no YAML: ")]
    public void What_is_no_yaml_is_told_in_our_words(string yaml, int line, string words)
    {
        var fault = Assert.Single(ConfigurationYaml.Read(yaml).Faults);

        Assert.StartsWith(words, fault.Message);
        Assert.Equal(line, fault.Line);
    }

    [Theory]
    [InlineData("rules:\n- name: a\n", "fairlead rule apply -f FILE")]
    [InlineData("triggers:\n- name: a\n", "fairlead trigger apply -f FILE")]
    [InlineData("configurations: []\nrules: []\n", "fairlead rule apply -f FILE")]
    public void What_another_command_takes_is_told_with_that_command(string yaml, string command) =>
        Assert.Single(ConfigurationYaml.Read(yaml).Faults, f => f.Fix?.EndsWith(command, StringComparison.Ordinal) == true);

    [Theory]
    [InlineData("severities: {Highest: [critical]}\n", "severities.Highest", 5, 23, "write Highest: critical")]
    [InlineData("severities:\n  Highest: [critical, high]\n", "severities.Highest", 6, 12, "write one word after Highest:, without [ ] or keys of its own")]
    [InlineData("priorities: {critical: [Highest]}\n", "priorities.critical", 5, 24, "write critical: Highest")]
    [InlineData("owners: {summary: {by: jira}}\n", "owners.summary", 5, 19, "write one word after summary:, without [ ] or keys of its own")]
    [InlineData("owners: {summary: []}\n", "owners.summary", 5, 19, "write one word after summary:, without [ ] or keys of its own")]
    public void Where_a_word_belongs_no_list_is_taken(string yaml, string path, int line, int column, string fix) => Assert.Equal(
        new YamlFault(line, column, path, "must be a single value", fix), Assert.Single(ConfigurationYaml.Read(Good + yaml).Faults));

    [Fact]
    public void Fields_take_lists_where_Jira_does() => Assert.Equal(
        "a, b", Assert.Single(ConfigurationYaml.Read(Good + "doneFields: {Platforms: [a, b]}\n").Entries).Body.DoneFields!["Platforms"]);

    [Theory]
    [InlineData("template: { summary: \"a\tb\" }\n")]
    [InlineData("template:\n  body: |\n    code:\tx\n    \tmore\n")]
    [InlineData("labels: [\n\ta,\n\tb ]\n")]
    [InlineData("doneStatus:\tDone\n")]
    public void A_tab_that_indents_nothing_is_none_of_our_business(string yaml) => Assert.Empty(ConfigurationYaml.Read(Good + yaml).Faults);

    /// <summary>YAML-01: what an editor saves as UTF-16.</summary>
    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Another_encoding_than_utf8_is_malformed(string encoding)
    {
        var read = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.GetEncoding(encoding).GetBytes(Good));

        Assert.Equal(YamlRefusal.Malformed, ConfigurationYaml.Read(read).Refusal);
    }

    /// <summary>YAML-07: there is no key for a secret, and what looks like one is not repeated.</summary>
    [Theory]
    [InlineData("apiToken: {0}\n", "connection add --token-env")]
    [InlineData("filter:\n  password: {0}\n", "connection add --token-env")]
    [InlineData("api_key: \"{0}\n", "•••")]
    [InlineData("client-secret: @{0}\n", "•••")]
    public void A_secret_is_refused_without_being_told_again(string yaml, string told)
    {
        const string Secret = "correct-horse-battery";
        var faults = ConfigurationYaml.Read(Good + yaml.Replace("{0}", Secret, StringComparison.Ordinal)).Faults;

        Assert.Contains(faults, f => $"{f.Message} {f.Fix}".Contains(told, StringComparison.Ordinal));
        Assert.All(faults, f => Assert.DoesNotContain(Secret, $"{f.Path} {f.Message} {f.Fix}", StringComparison.Ordinal));
    }

    /// <summary>YAML-08: what would be a reference elsewhere is text here; nothing is looked up.</summary>
    [Theory]
    [InlineData("env:HOME")]
    [InlineData("file:../../etc/shadow")]
    [InlineData("env:env:HOME")]
    public void A_reference_is_text_like_any_other(string reference) =>
        Assert.Equal([reference], Assert.Single(ConfigurationYaml.Read($"{Good}labels: [\"{reference}\"]\n").Entries).Body.Labels!);

    [Fact]
    public void A_document_of_ten_megabytes_is_too_complex() =>
        Assert.Equal(YamlRefusal.TooComplex, ConfigurationYaml.Read("name: " + new string('a', 10 << 20)).Refusal);

    [Theory]
    [InlineData("[", 10_000)]
    [InlineData("{a: ", 10_000)]
    [InlineData("- ", 10_000)]
    [InlineData("[", 1_000_000)]
    public void Nesting_without_end_is_refused_and_kills_nothing(string piece, int times) =>
        Assert.Contains(
            ConfigurationYaml.Read(string.Concat(Enumerable.Repeat(piece, times))).Refusal,
            (YamlRefusal?[])[YamlRefusal.TooComplex, YamlRefusal.Malformed]);

    [Fact]
    public void Too_many_values_are_refused() =>
        Assert.Equal(YamlRefusal.TooComplex, ConfigurationYaml.Read("labels:\n" + string.Concat(Enumerable.Repeat("- a\n", 30_000))).Refusal);

    [Theory]
    [InlineData("name: &a x\n", YamlRefusal.HasAliases)]
    [InlineData("labels: [*a]\n", YamlRefusal.HasAliases)]
    [InlineData("name: !!python/object x\n", YamlRefusal.HasTags)]
    [InlineData("name: !include /etc/passwd\n", YamlRefusal.HasTags)]
    [InlineData("name: !<tag:x,2000:System.IO.FileInfo> x\n", YamlRefusal.HasTags)]
    public void Anchors_aliases_and_tags_are_refused(string yaml, object refusal) =>
        Assert.Equal(refusal, ConfigurationYaml.Read(yaml).Refusal);

    [Fact]
    [Trait("Complaint", "U-30")]
    public void Everything_that_is_wrong_is_told_at_once_with_its_place()
    {
        var document = ConfigurationYaml.Read(
            """
            name: a
            conection: jira
            project: SEC
            issueType: [Bug]
            enabled: no
            filter:
              minimumSeverity: hihg
              kind: secret
            labels: security
            quarantineSeconds: 5 parsecs
            """);

        Assert.Equal(YamlRefusal.Invalid, document.Refusal);
        Assert.Equal(
            [
                (2, 1, "did you mean connection?"),
                (1, 1, null),
                (4, 12, null),
                (5, 10, null),
                (8, 3, "did you mean kinds?"),
                (7, 20, "did you mean high?"),
                (9, 9, "write labels: [ … ]"),
                (10, 20, null),
            ],
            document.Faults.Select(f => (f.Line, f.Column, f.Fix)));
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused() =>
        Assert.Equal((YamlRefusal.Invalid, 2), (ConfigurationYaml.Read("name: a\nname: b\n").Refusal, ConfigurationYaml.Read("name: a\nname: b\n").Faults[0].Line));

    /// <summary>YAML-06: the key decides the type, not the look of the value.</summary>
    [Fact]
    public void Words_that_yaml_takes_for_something_else_stay_words()
    {
        var document = ConfigurationYaml.Read("name: no\nconnection: on\nproject: 012\nissueType: 1:30\nlabels: [2024-01-01, 0o17, .inf, 1e3]\n");

        var body = Assert.Single(document.Entries).Body;
        Assert.Equal(("no", "on", "012", "1:30"), (body.Name, body.Connection, body.Project, body.IssueType));
        Assert.Equal(["2024-01-01", "0o17", ".inf", "1e3"], body.Labels!);
    }

    [Fact]
    public void Several_configurations_stand_in_a_list()
    {
        var document = ConfigurationYaml.Read("configurations:\n- {name: a, connection: j, project: P, issueType: B}\n- {name: b, connection: j, project: P, issueType: B}\n");

        Assert.Equal(["a", "b"], document.Entries.Select(e => e.Body.Name));
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused() =>
        Assert.Equal(
            YamlRefusal.Invalid,
            ConfigurationYaml.Read("configurations:\n- {name: a, connection: j, project: P, issueType: B}\n- {name: A, connection: j, project: P, issueType: B}\n").Refusal);

    [Theory]
    [InlineData("tickets.yaml", 1)]
    [InlineData("several.yaml", 2)]
    public void The_examples_of_the_documentation_are_read(string file, int count)
    {
        var text = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "examples", file));

        var document = ConfigurationYaml.Read(text);

        Assert.Empty(document.Faults);
        Assert.Equal(count, document.Entries.Count);
    }

    /// <summary>Other readers of YAML take two escapes for two broken letters.</summary>
    [Fact]
    public void Letters_beyond_the_basic_plane_stand_as_they_are()
    {
        var yaml = YamlText.Of(new { Name = "\"🔥\" \u0007 é 𝒳" });

        Assert.Equal("name: \"\\\"🔥\\\" \\u0007 é 𝒳\"\n", yaml);
    }
}
