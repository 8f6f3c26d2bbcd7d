namespace Fairlead.Platform.Tickets;

/// <summary>
/// How a ticket reads: Markdown with placeholders, no code. Values are escaped, so that nothing from a scanner becomes markup.
/// docs/configuration.md lists the placeholders.
/// </summary>
/// <param name="Summary">Becomes one line of at most 255 characters.</param>
/// <param name="Body">Becomes the description; cut at a block's end before Jira's limit.</param>
public sealed record Template(string Summary, string Body)
{
    /// <summary>Longest source of either part, in characters.</summary>
    public const int MaxSourceLength = 32_768;

    public static Template Default { get; } = new(
        """[{{group.severity}}] {{group.title}}{{#if group.asset}} in {{group.asset}}{{/if}}""",
        """
        {{#if group.description}}{{group.description}}

        {{/if}}| | |
        |---|---|
        | Severity | {{group.severity}} |
        | Open findings | {{group.open}} of {{group.total}} |
        {{#if group.asset}}| Asset | {{group.asset}} |
        {{/if}}{{#if group.rule}}| Rule | {{group.rule}} |
        {{/if}}{{#if group.package}}| Package | {{group.package}} |
        {{/if}}{{#if group.epss}}| Likely exploited within 30 days (EPSS) | {{group.epss}} |
        {{/if}}{{#if group.kev}}| Known exploited (CISA KEV) | {{group.kev}}, to be mended by {{group.kevDueDate}} |
        {{/if}}| Reported by | {{group.scanner}} |

        ## Findings

        {{#each findings}}
        - **{{severity}}** {{title}}{{#if location}} — {{location}}{{/if}}{{#if package}} — {{package}} {{packageVersion}}{{#if fixedVersion}}, fixed in {{fixedVersion}}{{/if}}{{/if}}
        {{/each}}
        {{#if group.more}}

        … and {{group.more}} more.
        {{/if}}
        {{#if group.remediation}}

        ## What to do

        {{group.remediation}}
        {{/if}}
        {{#if group.links}}

        ## References

        {{#each group.links}}
        - {{this}}
        {{/each}}
        {{/if}}

        """);
}
