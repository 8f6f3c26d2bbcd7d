using Fairlead.Kernel;
using Fairlead.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Web.Tests.Pages;

public sealed class FindingsViewTests
{
    [Fact]
    public void The_page_takes_the_names_of_the_api_and_keeps_what_its_form_has_no_input_for()
    {
        var view = Read("text=log4j&asset=shop&scanner=trivy&rule=CVE-1&label=team%3Dweb&minimumSeverity=high&exploitMaturity=attacked");

        Assert.Empty(view.Wrong);
        var filter = Read(view.Address.Split('?')[1]).Filter;
        Assert.Equal(("log4j", Severity.High, ExploitMaturity.Attacked), (filter.Text, filter.MinimumSeverity, filter.ExploitMaturity));
        Assert.Equal(["shop", "trivy", "CVE-1", "team=web"], [.. filter.Assets, .. filter.Scanners, .. filter.Rules, .. filter.Labels]);
        Assert.Equal(["minimumSeverity", "asset", "scanner", "rule", "label"], view.Further.Select(f => f.Name));
        Assert.True(view.IsFiltered);
    }

    [Fact]
    public void Without_them_nothing_is_asked_for()
    {
        var view = Read("q=log4j");
        Assert.Empty(view.Further);
        Assert.Equal("/findings?q=log4j", view.Address);
    }

    private static FindingsView Read(string query) => FindingsView.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
