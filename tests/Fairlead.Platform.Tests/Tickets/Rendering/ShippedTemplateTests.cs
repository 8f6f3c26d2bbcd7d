using Fairlead.Jira.RichText;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Planning;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Shipped;

namespace Fairlead.Platform.Tests.Tickets.Rendering;

/// <summary>Each template that comes with Fairlead, on findings that it is made for.</summary>
public class ShippedTemplateTests
{
    private static readonly ContentFinding Plain = new(
        new FindingId(SamplePlanning.IdOf(1)), FindingKind.Vulnerability, Severity.High, "", "", "", null, null, null, null, null, null, null, [], "active",
        IsOpen: true, new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));

    private static readonly ContentFinding Log4Shell = Plain with
    {
        Severity = Severity.Critical,
        Title = "log4j-core: Remote code execution in Log4j 2.x when logs contain an attacker-controlled string value",
        Asset = "registry.example.com/payments:1.4",
        Scanner = "trivy",
        Rule = "CVE-2021-44228",
        Package = "org.apache.logging.log4j:log4j-core",
        PackageVersion = "2.14.1",
        FixedVersion = "2.15.0",
        Location = "app/lib/log4j-core-2.14.1.jar",
        Description = "Apache Log4j2 JNDI features do not protect against attacker controlled LDAP and other JNDI related endpoints.",
        Links = ["https://avd.aquasec.com/nvd/cve-2021-44228"],
        Identifiers = ["CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"],
        Cwes = [20, 502],
        Cvss = 10.0,
        Threat = new Threat { Epss = 0.944, EpssPercentile = 0.999, KevDueDate = new DateOnly(2021, 12, 24), IsUsedByRansomware = true, ExploitMaturity = ExploitMaturity.Attacked },
    };

    private static readonly ContentFinding Text4Shell = Log4Shell with
    {
        Id = new FindingId(SamplePlanning.IdOf(2)),
        Severity = Severity.High,
        Title = "commons-text: Arbitrary code execution through variable interpolation",
        Rule = "CVE-2022-42889",
        Package = "org.apache.commons:commons-text",
        PackageVersion = "1.9",
        FixedVersion = "1.10.0",
        Location = "app/lib/commons-text-1.9.jar",
        Description = null,
        Identifiers = ["CVE-2022-42889"],
        Cwes = [94],
        Cvss = 9.8,
        Threat = new Threat { Epss = 0.931, EpssPercentile = 0.998, ExploitMaturity = ExploitMaturity.Functional },
        Links = ["https://avd.aquasec.com/nvd/cve-2022-42889"],
    };

    private static readonly ContentFinding OpenBucket = Plain with
    {
        Kind = FindingKind.Misconfiguration,
        Title = "S3 bucket has public access block disabled",
        Asset = "aws/123456789012",
        Scanner = "prowler",
        Rule = "s3_bucket_level_public_access_block",
        Location = "arn:aws:s3:::statements",
        Description = "Public access to the bucket is not blocked, so that its objects may be read by anybody.",
        Remediation = "Switch on all four settings of Block Public Access for the bucket.",
        Links = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"],
    };

    public static TheoryData<string> Names => [.. ShippedTemplates.All.Select(t => t.Name)];

    [Fact]
    public void The_templates_that_come_with_fairlead_are_these() => Assert.Equal(
        ["by-finding", "cloud-misconfiguration", "compliance", "host-endpoint", "iac", "registry-scan", "runtime-alert", "secret", "software-list", "standard"],
        Names.Select(n => n.Data));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_template_has_no_faults(string name) => Assert.Empty(TemplateCheck.Faults(ShippedTemplates.Find(name)!.Template));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_ticket_of_each_shipped_template_was_reviewed_as_both_editions_show_it(string name)
    {
        var rendered = Render(ShippedTemplates.Find(name)!.Template, ExampleFor(name));

        Snapshot.Match($"{rendered.Summary}\n\n{rendered.Markdown}\n=== Data Center ===\n{WikiRenderer.Render(rendered.Description)}", name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("needs", "shared")]
    public void A_ticket_of_each_shipped_template_is_valid_against_atlassians_schema(string name)
    {
        var document = AdfRenderer.Render(Render(ShippedTemplates.Find(name)!.Template, ExampleFor(name)).Description).ToJsonString();

        Assert.True(AdfSchema.Load(SharedData.PathOf("specs", "adf-full.schema.json")).IsValid(document), document);
    }

    /// <summary>A person edits what the review shows, and sends it back.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_edited_is_the_same_document_whatever_the_scanner_wrote(string name)
    {
        var random = new Random(name.Length);
        string[] pieces =
        [
            "flaw | with [pipe](http://x.test) *bold*", "__init__", "snake_case", "a * b ** c", "`tick` ``two``", "<http://x.test>", "<b>&amp;&#33; & co", "# no heading", "- no item",
            "1. no list", "2) nor this", "> no quote", "===", "---", "+ plus", "~~gone~~ ^up^", "\\ back\\slash", "![i](http://x.test)", "    indented", "trailing  ", "line\nbreak", "two\n\nparagraphs",
            "| a | b |\n|---|---|\n| c | d |", "++ins++ ==mark== \"\"q\"\"", "a||b", "*", "http://plain.test/a_b_c?x=1&copy=2", "```\ncode\n```", "\tx", "{{title}}",
        ];
        for (var i = 0; i < 60; i++)
        {
            var findings = ExampleFor(name).Select(f => f with { Title = Some(), Package = Some(), Location = Some(), Rule = Some(), Description = Some(), Remediation = Some(), Asset = Some() }).ToArray();
            var whole = Render(ShippedTemplates.Find(name)!.Template, findings).Whole!;

            var edited = MarkdownToRichText.ConvertText(RichTextToMarkdown.Write(whole));

            Assert.Equal(WikiOf(whole), WikiOf(edited));
        }

        string Some() => random.Next(2) == 0 ? pieces[random.Next(pieces.Length)] : $"{pieces[random.Next(pieces.Length)]} {pieces[random.Next(pieces.Length)]}";

        static string WikiOf(RichDocument document) => WikiRenderer.Render(new([.. document.Blocks.Select(Merged)]));
    }

    /// <summary>Escapes part a text into several, which look the same.</summary>
    private static RichBlock Merged(RichBlock block) => block switch
    {
        RichBlock.Paragraph paragraph => new RichBlock.Paragraph(Merged(paragraph.Content)),
        RichBlock.Heading heading => heading with { Content = Merged(heading.Content) },
        RichBlock.BulletList list => new RichBlock.BulletList([.. list.Items.Select(i => new RichListItem([.. i.Content.Select(Merged)]))]),
        RichBlock.OrderedList list => list with { Items = [.. list.Items.Select(i => new RichListItem([.. i.Content.Select(Merged)]))] },
        RichBlock.Quote quote => new RichBlock.Quote([.. quote.Content.Select(Merged)]),
        RichBlock.Table table => new RichBlock.Table([.. table.Rows.Select(r => new RichTableRow([.. r.Cells.Select(c => c with { Content = [.. c.Content.Select(Merged)] })]))]),
        _ => block,
    };

    private static List<RichInline> Merged(IReadOnlyList<RichInline> content)
    {
        var merged = new List<RichInline>();
        foreach (var inline in content)
        {
            if (inline is RichInline.Text next && merged.LastOrDefault() is RichInline.Text last && (last.Marks, last.Link) == (next.Marks, next.Link))
                merged[^1] = last with { Value = last.Value + next.Value };
            else
                merged.Add(inline);
        }

        return merged;
    }

    [Fact]
    public void A_row_of_the_dynamic_part_continues_the_table_above_it_and_a_section_stands_apart()
    {
        var rows = Render(new Template("x", "| a |\n|---|\n{{ dynamic_template }}\n") { Dynamic = "| {{title}} |" }, Log4Shell, Text4Shell);
        var sections = Render(new Template("x", "Before\n{{dynamic_template}}\nAfter") { Dynamic = "{{rule}}" }, Log4Shell, Text4Shell);

        Assert.Equal(3, Assert.IsType<RichBlock.Table>(Assert.Single(rows.Description.Blocks)).Rows.Count);
        Assert.Equal(["Before CVE-2021-44228", "CVE-2022-42889", "After"], sections.Description.Blocks.OfType<RichBlock.Paragraph>().Select(TextOf));
    }

    [Theory]
    [InlineData(TemplateData.Finding, "- R1 a 1 1|- R1 b 1 1|- R1 b 2 1|- R2 b 2 1")]
    [InlineData(TemplateData.Control, "- R1   3|- R2 b 2 1")]
    [InlineData(TemplateData.Check, "- R1 a 1 1|- R1 b  2|- R2 b 2 1")]
    [InlineData(TemplateData.DataList, "- R1  1 2|-  b 2 2")]
    public void Findings_are_put_together_as_the_data_type_says(TemplateData data, string expected)
    {
        ContentFinding[] findings =
        [
            Log4Shell with { Rule = "R1", Asset = "a", Package = "p", PackageVersion = "1" },
            Log4Shell with { Rule = "R1", Asset = "b", Package = "p", PackageVersion = "1" },
            Log4Shell with { Rule = "R1", Asset = "b", Package = "p", PackageVersion = "2" },
            Log4Shell with { Rule = "R2", Asset = "b", Package = "p", PackageVersion = "2" },
        ];

        var rendered = Render(new Template("x", "{{dynamic_template}}") { Dynamic = "- {{rule}} {{asset}} {{packageVersion}} {{open}}", Data = data }, findings);

        Assert.Equal(expected, string.Join('|', rendered.Markdown.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_dynamic_part_is_written_for_at_most_fifty_objects_and_the_rest_is_counted()
    {
        var findings = Enumerable.Range(1, 120).Select(i => Log4Shell with { Id = new FindingId(SamplePlanning.IdOf(i)), Rule = $"R{i / 2}" }).ToArray();
        var template = new Template("x", "{{dynamic_template}}\n{{group.more}} more") { Dynamic = "- {{rule}}" };

        Assert.EndsWith("70 more", Render(template, findings).Markdown);
        Assert.EndsWith("21 more", Render(template with { Data = TemplateData.Control }, findings).Markdown);
    }

    /// <summary>Findings that are folded into one object are told by its lists, which have an end: what is left out is said, and attached.</summary>
    [Theory]
    [InlineData(TemplateData.Control, "- {{rule}}{{#each locations}} {{this}}{{/each}}", 20, false)]
    [InlineData(TemplateData.Control, "- {{rule}}{{#each locations}} {{this}}{{/each}}", 21, true)]
    [InlineData(TemplateData.Check, "- {{identifiers}}", 20, false)]
    [InlineData(TemplateData.Check, "- {{identifiers}}", 150, true)]
    [InlineData(TemplateData.DataList, "- {{#each findings}}{{rule}}{{location}} {{/each}}", 50, false)]
    [InlineData(TemplateData.DataList, "- {{#each findings}}{{rule}}{{location}} {{/each}}", 51, true)]
    [InlineData(TemplateData.Control, "- {{rule}} {{open}}", 150, false)]
    public void What_an_object_does_not_name_is_attached(TemplateData data, string dynamic, int count, bool isLeftOut)
    {
        var findings = Enumerable.Range(1, count)
            .Select(i => Log4Shell with { Id = new FindingId(SamplePlanning.IdOf(i)), Rule = "R", Asset = "a", Package = "p", PackageVersion = "1", Location = $"bucket-{i}", Identifiers = [$"CVE-2026-{i}"] })
            .ToArray();

        var rendered = Render(new Template("x", "{{dynamic_template}}") { Dynamic = dynamic, Data = data }, findings);

        Assert.Equal(isLeftOut, rendered.LeavesOut);
        if (isLeftOut && data != TemplateData.DataList)
            Assert.Contains($"… and {count - 20} more", rendered.Markdown);
    }

    [Fact]
    public void The_standard_template_names_every_asset_of_a_group_that_has_several()
    {
        ContentFinding[] findings = [Log4Shell with { Asset = "api" }, Log4Shell with { Id = new FindingId(SamplePlanning.IdOf(2)), Asset = "web" }];

        Assert.Contains("## Affected assets\n\n- api\n- web\n", Render(Template.Default, findings).Markdown);
        Assert.DoesNotContain("Affected assets", Render(Template.Default, findings[0]).Markdown);
    }

    /// <summary>Links say where to read on; that some of many are left out is said, and nothing is attached for them.</summary>
    [Fact]
    public void Many_links_cause_no_attachment()
    {
        var rendered = Render(Template.Default, [Log4Shell with { Links = [.. Enumerable.Range(1, 25).Select(i => $"https://a.example/{i}")] }]);

        Assert.Contains("… and 5 more", rendered.Markdown);
        Assert.False(rendered.Overflows);
    }

    [Fact]
    public void A_description_that_is_too_long_is_cut_at_the_end_of_a_paragraph_and_attached()
    {
        var paragraph = string.Join(' ', Enumerable.Repeat("word", 300));
        var told = string.Join("\n\n", Enumerable.Repeat(paragraph, 10));

        var rendered = Render(new Template("x", "{{group.description}}"), [Log4Shell with { Description = told }]);

        Assert.True(rendered.LeavesOut);
        Assert.Equal([.. Enumerable.Repeat(paragraph, 5), "…"], rendered.Markdown.Split("\n\n"));
    }

    [Theory]
    [InlineData("x", "r", "The body has no place for it.")]
    [InlineData("{{dynamic_template}}", null, "no dynamic part")]
    [InlineData("{{dynamic_template}}\n{{dynamic_template}}", "r", "twice")]
    [InlineData("See {{dynamic_template}}", "r", "line of its own")]
    [InlineData("{{#each findings}}\n{{dynamic_template}}\n{{/each}}", "r", "within a list")]
    [InlineData("{{dynamic_template}}", "{{dynamic_template}}", "no placeholder")]
    [InlineData("{{dynamic_template}}", "{{group.title}}", "no placeholder")]
    [InlineData("{{dynamic_template}}", "{{#each objects}}x{{/each}}", "not a list")]
    [InlineData("{{dynamic_template}}", "{asset}", "{asset} would be printed as it stands")]
    [InlineData("{{dynamic_template}} \n {title}", "r", "{title} would be printed as it stands")]
    [InlineData("{ dynamic_template }\n{{dynamic_template}}", "r", "would be printed as it stands")]
    public void A_wrapper_without_its_one_place_is_refused(string body, string? dynamic, string message) =>
        Assert.Contains(TemplateCheck.Faults(new Template("x", body) { Dynamic = dynamic }), f => f.Message.Contains(message));

    [Fact]
    public void A_name_that_another_product_gives_is_told_in_ours()
    {
        var faults = TemplateCheck.Faults(new Template("{{vulnerability.name}}", "{{dynamic_template}}") { Dynamic = "{{vulnerability.solution}}" });

        Assert.Equal(["Fairlead calls it {{group.title}}.", "Fairlead calls it {{remediation}}."], faults.Select(f => f.Fix));
    }

    [Fact]
    public void What_a_scanner_wrote_stays_text_in_the_dynamic_part()
    {
        var template = new Template("x", "{{dynamic_template}}") { Dynamic = "### {{title}}\n\n{{description}}" };

        var rendered = Render(template, Log4Shell with { Title = "{{dynamic_template}} {{#each objects}}", Description = "# not a heading\n\n| a |\n|---|" });

        Assert.Single(rendered.Description.Blocks.OfType<RichBlock.Heading>());
        Assert.Empty(rendered.Description.Blocks.OfType<RichBlock.Table>());
        Assert.Contains("{{dynamic_template}} {{#each objects}}", rendered.Markdown);
    }

    [Fact]
    public void What_is_known_of_exploitation_is_told_in_words_with_its_source()
    {
        var template = new Template("x", "{{group.exploit}}");

        Assert.Equal("exploited, also by ransomware (CISA KEV)", Render(template, Text4Shell, Log4Shell).Markdown);
        Assert.Equal("exploited (says trivy)", Render(template, Text4Shell with { IsSaidExploited = true }).Markdown);
        Assert.Equal("", Render(template, Text4Shell).Markdown);
    }

    [Fact]
    public void A_ticket_links_back_to_fairlead_and_to_nowhere_that_a_scanner_says()
    {
        const string Url = "https://fairlead.example.com/findings?ticket=1&show=all";
        var template = new Template("x", "[Open]({{group.url}}) [there]({{group.title}}) [on]({{group.url}}{{group.title}}) {{group.url}}");
        var finding = Log4Shell with { Title = "https://evil.example" };

        var links = LinksOf(RenderAt(Url, template, finding));

        Assert.Equal([Url], links);
        Assert.Empty(LinksOf(Render(template, finding)));
        Assert.All(ShippedTemplates.All, t => Assert.Contains(Url, LinksOf(RenderAt(Url, t.Template, ExampleFor(t.Name)))));
    }

    private static IEnumerable<string> LinksOf(RenderedTicket rendered) =>
        rendered.Description.Blocks.OfType<RichBlock.Paragraph>().SelectMany(p => p.Content).OfType<RichInline.Text>().Select(t => t.Link).OfType<string>();

    private static string TextOf(RichBlock.Paragraph paragraph) => string.Concat(paragraph.Content.OfType<RichInline.Text>().Select(t => t.Value));

    private static ContentFinding[] ExampleFor(string name) => name switch
    {
        "by-finding" => [Log4Shell, Log4Shell with { Asset = "registry.example.com/ledger:2.0" }],
        "cloud-misconfiguration" =>
        [
            OpenBucket, OpenBucket with { Location = "arn:aws:s3:::reports" }, OpenBucket with { Asset = "aws/210987654321", Location = "arn:aws:s3:::backup" },
        ],
        "compliance" =>
        [
            OpenBucket with { Kind = FindingKind.PolicyViolation, Rule = "CIS-2.1.4" },
            OpenBucket with { Kind = FindingKind.PolicyViolation, Rule = "CIS-2.1.4", Location = "arn:aws:s3:::reports" },
            OpenBucket with { Kind = FindingKind.PolicyViolation, Rule = "CIS-1.5", Title = "MFA is not enabled for the root account", Location = null, Severity = Severity.Medium, Description = null, Remediation = null },
        ],
        "iac" =>
        [
            OpenBucket with
            {
                Scanner = "checkov", Asset = "infrastructure", Rule = "CKV_AWS_20", Title = "S3 bucket allows READ permissions to everyone",
                Location = "storage/main.tf:12", Remediation = "Set acl to \"private\".",
            },
            OpenBucket with { Scanner = "checkov", Asset = "infrastructure", Rule = "CKV_AWS_18", Title = "Access logging is off", Location = "storage/main.tf:40", Description = null },
        ],
        "runtime-alert" =>
        [
            Plain with
            {
                Kind = FindingKind.RuntimeAlert, Title = "Terminal shell in container", Asset = "prod/payments", Scanner = "falco", Rule = "Terminal shell in container",
                Location = "payments-7d9f", Description = "A shell was spawned in a container with an attached terminal (user=root command=bash).",
            },
        ],
        "secret" =>
        [
            Plain with { Kind = FindingKind.Secret, Title = "AWS access key", Asset = "payments", Scanner = "gitleaks", Rule = "aws-access-token", Location = "deploy/env.sh:3" },
        ],
        _ => [Log4Shell, Text4Shell],
    };

    private static RenderedTicket Render(Template template, params ContentFinding[] findings) => RenderAt(null, template, findings);

    private static RenderedTicket RenderAt(string? url, Template template, params ContentFinding[] findings)
    {
        var group = new TicketGroup(
            new string('0', 32), "asset api", findings.Max(f => f.Severity), findings.Length, findings.Length, [.. findings.Select(f => f.Id)], "hash", null);
        return new TicketRenderer(SamplePlanning.Configuration with { Template = template }).Render(group with { Url = url }, findings);
    }
}
