using System.Security.Cryptography;
using System.Text;
using Fairlead.Sandbox.Security;

namespace Fairlead.Sandbox.Tests.Security;

/// <summary>Hashes that npm atlassian-jwt 2.0.3 makes of the same requests.</summary>
public sealed class QueryHashTests
{
    [Theory]
    [InlineData("GET", "/rest/security/1.0/linkedWorkspaces", "", "887984441b5df7054cc8161b8bfeab471c8f544488707042cee400165e3cf571")]
    [InlineData(
        "DELETE", "/rest/security/1.0/linkedWorkspaces/bulk", "?workspaceIds=111-222-333,444-555-666", "2ac3fe41e5da35cef242b71bae201f1bf94d1ccdf114ee051df7419a8647169d")]
    [InlineData("GET", "/x", "?b=2&a=1&a=0&c=", "f4a9c598c79bb20462ad7a9af20b16a5cd882f027a6e531e7325668101a1e9a2")]
    public void Its_hash_is_that_of_the_library(string method, string path, string query, string expected) => Assert.Equal(expected, QueryHash.Of(method, path, query));

    [Theory]
    [InlineData("/x/", "?z=3&%C3%A9=2&a=1", "GET&/x&a=1&z=3&%C3%A9=2")]
    [InlineData("x", "?a-b=2&a=1&jwt=t", "GET&/x&a=1&a-b=2")]
    [InlineData("/x", "?a=z&a=%C3%A9", "GET&/x&a=z,%C3%A9")]
    [InlineData("/x", "?a=b&a=a%2Cc&a=+", "GET&/x&a=%20,a%2Cc,b")]
    [InlineData("", "", "GET&/&")]
    [InlineData("/a&b", "", "GET&/a%26b&")]
    public void It_hashes_the_one_form_of_a_request(string path, string query, string canonical) =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))), QueryHash.Of("get", path, query));
}
