namespace Fairlead.Sandbox.Text;

/// <summary>Wiki markup as HTML, by way of ADF, so that there is one place that writes HTML.</summary>
internal static class WikiHtml
{
    public static string Render(string wiki) => AdfHtml.Render(WikiText.ToAdf(wiki));
}
