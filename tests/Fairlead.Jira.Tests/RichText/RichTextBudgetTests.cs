using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Tests.RichText;

public sealed class RichTextBudgetTests
{
    [Fact]
    public void A_document_that_fits_is_left_alone()
    {
        var document = RichDocument.FromPlainText("short");
        var fitted = RichTextBudget.Fit(document);
        Assert.False(fitted.WasCut);
        Assert.Same(document, fitted.Document);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(29_000)]
    [InlineData(32_767)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Whatever_the_size_the_result_is_within_the_limit(int size)
    {
        foreach (var text in new[] { new string('x', size), new string('{', size), new string('\n', size), string.Concat(Enumerable.Repeat("w ", size / 2)) })
        {
            foreach (var document in new[] { RichDocument.FromPlainText(text), RichDocument.Of(Rich.CodeBlock(text)), RichDocument.Of(Rich.Panel(PanelKind.Info, Rich.Paragraph(text))) })
            {
                var fitted = RichTextBudget.Fit(document);
                Assert.True(WikiRenderer.Render(fitted.Document).Length <= RichTextBudget.DefaultLimit);
                if (WikiRenderer.Render(document).Length > RichTextBudget.JiraLimit)
                    Assert.True(fitted.WasCut);
            }
        }
    }

    [Fact]
    [Trait("Complaint", "U-35")]
    public void A_table_is_cut_between_rows_and_says_so()
    {
        var rows = Enumerable.Range(0, 2000).Select(i => (IReadOnlyList<string>)[$"finding {i}", "critical"]);
        var fitted = RichTextBudget.Fit(RichDocument.Of(Rich.Paragraph("before"), Rich.Table(["Finding", "Severity"], rows), Rich.Paragraph("after")), 5_000);
        Assert.True(fitted.WasCut);
        var table = Assert.IsType<RichBlock.Table>(fitted.Document.Blocks[1]);
        Assert.InRange(table.Rows.Count, 100, 400);
        Assert.True(table.Rows[0].Cells[0].IsHeader);
        Assert.Contains(RichTextBudget.DefaultNotice, WikiRenderer.Render(fitted.Document));
    }

    [Fact]
    public void A_heading_with_nothing_under_it_does_not_end_a_cut_text()
    {
        RichBlock Heading(string text, int level) => new RichBlock.Heading(level, [Rich.Text(text)]);
        var fitted = RichTextBudget.Fit(
            RichDocument.Of(Heading("What", 2), Rich.Paragraph("short"), Heading("Why", 2), Heading("In detail", 3), Rich.Paragraph(new string('x', 3_000))), 2_000);

        Assert.True(fitted.WasCut);
        Assert.Equal(3, fitted.Document.Blocks.Count);
        Assert.IsType<RichBlock.Heading>(fitted.Document.Blocks[0]);
    }

    [Fact]
    public void Random_documents_fit_any_limit()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var fitted = RichTextBudget.Fit(new RichTextGenerator(seed).Document(), 200 + seed);
            Assert.True(WikiRenderer.Render(fitted.Document).Length <= 200 + seed, $"seed {seed}");
        }
    }
}
