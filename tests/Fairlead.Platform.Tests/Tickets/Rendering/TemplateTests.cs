using Fairlead.Jira.RichText;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Planning;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tests.Tickets.Rendering;

/// <summary>BADINPUT B-TPL and what a ticket looks like.</summary>
public class TemplateTests
{
    [Fact]
    public void The_default_template_has_no_faults() => Assert.Empty(TemplateCheck.Faults(Template.Default));

    [Fact]
    public void The_default_ticket_is_the_one_that_was_reviewed()
    {
        var rendered = Render(Template.Default, One("SQL injection in login"), One("SQL injection in search") with { Location = "src/search.js:7" });

        Snapshot.Match(rendered.Summary + "\n\n" + rendered.Markdown);
    }

    [Fact]
    public void The_default_ticket_as_jira_shows_it_was_reviewed() =>
        Snapshot.Match(WikiRenderer.Render(Render(Template.Default, One("SQL injection in login")).Description));

    [Fact]
    public void What_is_known_of_exploits_is_told_of_each_finding_and_the_worst_of_the_group()
    {
        const string Words = "{{epss}} {{epssPercentile}} {{kev}} {{kevDueDate}} {{kevRansomware}} {{exploitMaturity}}";
        var template = new Template("x", $"{Words.Replace("{{", "{{group.")}\n{{{{#each findings}}}}\n- {Words}{{{{#unless kev}}}}calm{{{{/unless}}}}\n{{{{/each}}}}");
        var scored = One("A") with { Threat = new Threat { Epss = 0.9436, EpssPercentile = 0.9991, EpssCve = "CVE-2020-0001", ExploitMaturity = ExploitMaturity.ProofOfConcept } };
        var exploited = One("B") with { Threat = new Threat { KevDueDate = new DateOnly(2026, 1, 31), IsUsedByRansomware = true, ExploitMaturity = ExploitMaturity.Attacked } };

        Assert.Equal(
            "0.944 0.999 yes 2026-01-31 yes attacked\n- 0.944 0.999    proof of conceptcalm\n-   yes 2026-01-31 yes attacked\n", Render(template, scored, exploited).Markdown);
        var standard = Render(Template.Default, scored, exploited).Markdown;
        Assert.Contains("| Likely exploited within 30 days (EPSS) | 0.944 |\n| Exploit maturity | attacked |\n| Known exploited (CISA KEV) | yes, to be mended by 2026-01-31 |\n", standard);
        Assert.DoesNotContain("EPSS", Render(Template.Default, One("A")).Markdown);
    }

    /// <summary>Names are as scanners and people write them; several findings show what they share.</summary>
    [Fact]
    public void Labels_are_told_by_name()
    {
        const string Words = "owner={{label.owner}} name={{label.App.kubernetes.io/Name}} tag={{label.internet}} none={{label.absent}}";
        var template = new Template(
            "{{#if group.label.owner}}of {{ group.label.owner }}{{else}}of nobody{{/if}}",
            $"{Words.Replace("{{", "{{group.")}\n{{{{#each findings}}}}\n- {Words}{{{{#unless label.owner}}}} free{{{{/unless}}}}\n{{{{/each}}}}");
        var one = One("A") with { Labels = ["internet", "OWNER=payments & {{group.title}}", "app.kubernetes.io/name=shop"] };
        var other = One("B") with { Labels = ["owner=b", "owner=a", "app.kubernetes.io/name=shop"] };

        Assert.Empty(TemplateCheck.Faults(template));
        Assert.Equal("of payments & {{group.title}}", Render(template, one).Summary);
        Assert.Equal("of nobody", Render(template, one, other).Summary);
        Assert.Equal(
            "owner= name=shop tag= none=\n- owner=payments & {{group.title}} name=shop tag=yes none=\n- owner=a, b name=shop tag= none=\n", Render(template, one, other).Markdown);
        Assert.EndsWith("none= free\n", Render(template, One("C")).Markdown);
        var dynamic = new Template("x", "{{dynamic_template}}") { Dynamic = "- {{label.owner}}" };
        Assert.Empty(TemplateCheck.Faults(dynamic));
        Assert.Contains("- a, b", Render(dynamic, other).Markdown);
    }

    [Theory]
    [InlineData("{{group.label}}", "group.label.NAME")]
    [InlineData("{{group.label.}}", "group.label.NAME")]
    [InlineData("{{label.owner}}", "group.label.NAME")]
    [InlineData("{{group.label.cost center}}", "group.label.NAME")]
    [InlineData("{{#each findings}}{{group.label.owner}}{{/each}}", "label.NAME")]
    [InlineData("{{#each group.assets}}{{label.owner}}{{/each}}", "this")]
    public void A_label_without_a_name_or_out_of_place_is_refused(string summary, string known) =>
        Assert.Contains(known, Assert.Single(TemplateCheck.Faults(new Template(summary, "x"))).Fix);

    /// <summary>TPL-01, TPL-02: what is refused when a template is saved.</summary>
    [Theory]
    [InlineData("{{group.title", "not closed")]
    [InlineData("{{group.titel}}", "no placeholder")]
    [InlineData("{{#each findings}}x", "not closed")]
    [InlineData("{{/each}}", "closes nothing")]
    [InlineData("{{{group.title}}}", "Raw output")]
    [InlineData("{{&group.title}}", "Raw output")]
    [InlineData("{{> partial}}", "no placeholder")]
    [InlineData("{{lookup group 0}}", "no placeholder")]
    [InlineData("{{constructor}}", "no placeholder")]
    [InlineData("{{group.constructor}}", "no placeholder")]
    [InlineData("{{ ''.__class__ }}", "no placeholder")]
    [InlineData("{{#with group}}x{{/with}}", "no block")]
    [InlineData("{{#each group.title}}x{{/each}}", "not a list")]
    [InlineData("{{#each findings}}{{group.title}}{{/each}}", "no placeholder")]
    [InlineData("{{#each findings}}{{#each links}}{{#each links}}x{{/each}}{{/each}}{{/each}}", "not a list")]
    [InlineData("{{else}}", "outside")]
    [InlineData("   ", "empty")]
    [InlineData("{{}}", "placeholder is empty")]
    [InlineData("Fix {{ }}", "placeholder is empty")]
    [InlineData("{{#each findings}}{{ }}{{/each}}", "placeholder is empty")]
    [InlineData("{{  finding. }}", "no placeholder")]
    [InlineData("{{group.}}", "no placeholder")]
    [InlineData("{{#if }}x{{/if}}", "exactly one name")]
    [InlineData("{{#if group.}}x{{/if}}", "no placeholder")]
    [InlineData("{{! only a remark }}", "writes nothing")]
    [InlineData("{{#if group.asset}} {{/if}}", "writes nothing")]
    [Trait("Complaint", "U-33")]
    public void A_bad_template_is_refused_with_its_place(string summary, string message) =>
        Assert.Contains(TemplateCheck.Faults(new Template(summary, "x")), f => f.Message.Contains(message) && f is { Part: "summary", Line: 1 });

    [Theory]
    [InlineData("[runbook](https://wiki.example/{{group.rule}})", 0)]
    [InlineData("[runbook](https://wiki.example/{{group.rule}}/{{group.asset}}?x={{group.title}})", 0)]
    [InlineData("[runbook](https://wiki.example{{group.rule}})", 1)]
    [InlineData("[runbook](https://{{group.asset}}.wiki.example/)", 1)]
    [InlineData("[runbook]({{group.asset}}/{{group.rule}})", 2)]
    [InlineData("[mail](mailto:{{group.title}})", 1)]
    [InlineData("![x]({{group.title}})", 1)]
    [InlineData("[all of them]({{group.url}}), {{group.title}}", 0)]
    [InlineData("[docs](https://wiki.example) {{group.rule}}", 0)]
    public void A_link_has_placeholders_behind_its_host_only_but_one(string body, int faults) =>
        Assert.Equal(faults, TemplateCheck.Faults(new Template("x", body), isNew: true).Count(f => f.Part == "body" && f.Message.Contains("address of a link")));

    [Fact]
    public void A_template_nested_without_end_is_refused() =>
        Assert.NotEmpty(TemplateCheck.Faults(new Template(string.Concat(Enumerable.Repeat("{{#if group.title}}", 100)), "x")));

    [Fact]
    public void A_template_that_is_too_long_is_refused() =>
        Assert.Single(TemplateCheck.Faults(new Template("x", new string('x', 1_000_000))));

    /// <summary>TPL-02: other engines' syntax is text.</summary>
    [Theory]
    [InlineData("${7*7}")]
    [InlineData("<%= 1 %>")]
    [InlineData("{% include '/etc/passwd' %}")]
    [InlineData("#{7*7}")]
    [InlineData("@(1+1)")]
    public void The_syntax_of_other_engines_is_text(string text) =>
        Assert.Equal(text, Render(new Template(text, "x"), One("t")).Summary);

    /// <summary>Nothing that a scanner wrote becomes markup, link, mention or template.</summary>
    [Theory]
    [InlineData("# heading")]
    [InlineData("**bold** _em_ `code`")]
    [InlineData("[link](https://evil.example)")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("| a | b |\n|---|---|\n| c | d |")]
    [InlineData("{{group.title}} {{#each findings}}")]
    [InlineData("\uE0000\uE001 \uE0005\uE001")]
    [InlineData("line\n\n    indented\n- item\n1. item\n> quote\n---")]
    [InlineData("@[~admin] !image.png! {code}x{code} [^file]")]
    [Trait("Complaint", "U-36")]
    public void What_a_scanner_wrote_stays_text(string hostile)
    {
        var template = new Template("{{group.title}}", "{{group.title}}\n\n{{group.description}}\n\n| x |\n|---|\n| {{group.title}} |\n\n- {{group.title}}");

        var rendered = Render(template, One(hostile) with { Description = hostile });

        Assert.All(All(rendered.Description.Blocks), b => Assert.False(b is RichBlock.Heading or RichBlock.CodeBlock or RichBlock.Quote or RichBlock.Rule));
        Assert.Equal(1, All(rendered.Description.Blocks).Count(b => b is RichBlock.Table));
        Assert.Equal(1, All(rendered.Description.Blocks).Count(b => b is RichBlock.BulletList));
        Assert.All(Inlines(rendered.Description.Blocks), i => Assert.True(i is not RichInline.Text { Link: not null } and not RichInline.Text { Marks: not RichMarks.None }));
    }

    [Theory]
    [InlineData("CVE-2026-1", "https://example.test/CVE-2026-1")]
    [InlineData("a/b?c#d e", "https://example.test/a%2Fb%3Fc%23d%20e")]
    [InlineData("@evil.example", "https://example.test/%40evil.example")]
    [InlineData("..", null)]
    public void A_value_may_be_what_follows_the_host_of_an_address_and_nothing_more(string rule, string? link)
    {
        var rendered = Render(
            new Template("x", "[read](https://example.test/{{group.rule}}) [no](https://{{group.rule}}.example.test/) [no]({{group.rule}}) [no](https://example.test{{group.rule}})"),
            One("t") with { Rule = rule });

        Assert.Equal(link is null ? [] : [link], LinksIn(rendered));
    }

    /// <summary>What the author of the template wrote; addresses in values stay text.</summary>
    [Fact]
    public void A_plain_address_is_a_link()
    {
        var rendered = Render(
            new Template("x", "See https://wiki.example/rules/{{group.rule}}, https://wiki.example/all and {{group.description}}"),
            One("t") with { Rule = "R 1", Description = "https://evil.example/x" });

        Assert.Equal(["https://wiki.example/rules/R%201", "https://wiki.example/all"], LinksIn(rendered).Distinct());
        Assert.Contains("https://evil.example/x", string.Concat(Inlines(rendered.Description.Blocks).OfType<RichInline.Text>().Select(t => t.Value)));
    }

    private static IEnumerable<string> LinksIn(RenderedTicket rendered) =>
        Inlines(rendered.Description.Blocks).OfType<RichInline.Text>().Select(t => t.Link).OfType<string>();

    /// <summary>TPL-04: cut and made one line, the same way each time.</summary>
    [Fact]
    [Trait("Complaint", "U-35")]
    public void A_summary_is_one_line_of_at_most_255_characters()
    {
        var rendered = Render(new Template("{{group.title}}\nsecond {{group.asset}}", "x"), One("a\r\nb\t" + new string('x', 400)));

        Assert.Equal(255, rendered.Summary.Length);
        Assert.StartsWith("a b x", rendered.Summary);
        Assert.DoesNotContain('\n', rendered.Summary);
    }

    [Fact]
    public void A_summary_that_is_empty_for_a_group_is_replaced_by_the_standard_one()
    {
        var rendered = Render(new Template("{{group.package}}", "x"), One("t") with { Package = null });
        Assert.Equal(("[High] t in api", true), (rendered.Summary, rendered.IsSummaryStandard));
        Assert.False(Render(new Template("{{group.package}}", "x"), One("t")).IsSummaryStandard);
    }

    [Fact]
    [Trait("Complaint", "U-33")]
    public void An_empty_placeholder_is_told_with_its_column_and_the_known_names()
    {
        var fault = Assert.Single(TemplateCheck.Faults(new Template("Fix\n in {{ }}", "x")));
        Assert.Equal((2, 5), (fault.Line, fault.Column));
        Assert.Contains("group.title", fault.Fix);
    }

    /// <summary>TPL-03.</summary>
    [Fact]
    public void A_template_that_writes_too_much_is_stopped()
    {
        var line = new string('x', 2_000);
        var body = "{{#each findings}}{{#each links}}" + line + "{{/each}}{{/each}}";
        var findings = Enumerable.Range(0, 50).Select(i => One($"t{i}") with { Links = [.. Enumerable.Range(0, 20).Select(l => $"https://example.test/{l}")] });

        Assert.Throws<TemplateLimitException>(() => Render(new Template("x", body), [.. findings]));
    }

    [Fact]
    public void The_same_findings_render_to_the_same_hash() =>
        Assert.Equal(Render(Template.Default, One("t")).BodyHash, Render(Template.Default, One("t")).BodyHash);

    private static ContentFinding One(string title) => FakeFindings.Sample(1, "CVE-1", Severity.High, "api", title);

    private static RenderedTicket Render(Template template, params ContentFinding[] findings) =>
        new TicketRenderer(SamplePlanning.Configuration with { Template = template }).Render(
            new TicketGroup(new string('0', 32), "asset api", Severity.High, findings.Length, findings.Length, [.. findings.Select(f => f.Id)], "hash", null), findings);

    private static IEnumerable<RichBlock> All(IEnumerable<RichBlock> blocks) => blocks.SelectMany(b => new[] { b }.Concat(b switch
    {
        RichBlock.BulletList list => All(list.Items.SelectMany(i => i.Content)),
        RichBlock.OrderedList list => All(list.Items.SelectMany(i => i.Content)),
        RichBlock.Quote quote => All(quote.Content),
        RichBlock.Table table => All(table.Rows.SelectMany(r => r.Cells).SelectMany(c => c.Content)),
        _ => [],
    }));

    private static IEnumerable<RichInline> Inlines(IEnumerable<RichBlock> blocks) =>
        All(blocks).OfType<RichBlock.Paragraph>().SelectMany(p => p.Content);
}
