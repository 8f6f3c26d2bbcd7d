using Fairlead.Jira.Queries;

namespace Fairlead.Jira.Tests.Queries;

public sealed class JqlTests
{
    [Fact]
    public void Queries_read_as_expected()
    {
        var query = Jql.Field("project").Equal("ORDER")
            .And(Jql.Field("labels").In("fl-a", "fl-b").Or(Jql.CustomField(10010).IsEmpty()))
            .And(Jql.Not(Jql.Field("statusCategory").Equal("Done")))
            .And(Jql.Field("updated").Within(TimeSpan.FromSeconds(90)))
            .And(Jql.Field("Risk \"x\" and").Contains("a\\b"))
            .OrderBy("created").OrderBy("key", descending: true);
        Assert.Equal(
            "(((project = \"ORDER\" AND (labels IN (\"fl-a\", \"fl-b\") OR cf[10010] IS EMPTY)) AND NOT (statusCategory = \"Done\")) "
            + "AND updated >= \"-2m\") AND \"Risk \\\"x\\\" and\" ~ \"a\\\\b\" ORDER BY created ASC, key DESC",
            query.ToString());
    }

    [Fact]
    public void Ids_are_numbers() => Assert.Equal("id IN (1, 22)", Jql.Field("id").InNumbers(1, 22).ToString());

    [Fact]
    [Trait("Complaint", "U-06")]
    public void What_JQL_cannot_say_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Jql.Field("labels").In());
        Assert.Throws<ArgumentException>(() => Jql.Field(" "));
        Assert.Throws<InvalidOperationException>(() => Jql.Field("a").IsEmpty().OrderBy("a").And(Jql.Field("b").IsEmpty()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Jql.CustomField(0));
    }

    /// <summary>F105: a label with a quote, a project key that became a reserved word.</summary>
    [Fact]
    [Trait("Complaint", "U-06")]
    public void A_value_is_always_one_literal()
    {
        var random = new Random(7);
        const string Alphabet = "ab\"\\'() =~,\n\r\t\u0000\u0007[]{}AND OR é🙂\uD800";
        for (var i = 0; i < 50_000; i++)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(0, 20)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var (read, rest) = ReadLiteral(Jql.Field("labels").Equal(value).ToString()["labels = ".Length..]);
            Assert.Equal("", rest);
            Assert.Equal(Kernel.Text.PlainText.Clean(value), read);
        }
    }

    /// <summary>Reads one double-quoted literal as Jira's grammar does.</summary>
    private static (string Value, string Left) ReadLiteral(string text)
    {
        Assert.Equal('"', text[0]);
        var value = new System.Text.StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return (value.ToString(), text[(i + 1)..]);
            if (text[i] == '\\')
                value.Append(text[++i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
            else
                value.Append(text[i]);
        }

        throw new InvalidOperationException("The literal has no end.");
    }
}
