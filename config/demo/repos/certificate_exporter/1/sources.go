package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"time"
)

func fromFolder(folder string) (found []certificate) {
	paths, _ := filepath.Glob(filepath.Join(folder, "*.pem"))
	for _, path := range paths {
		bytes, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if block, _ := pem.Decode(bytes); block != nil {
			if parsed, err := x509.ParseCertificate(block.Bytes); err == nil {
				found = append(found, daysLeft(parsed, path))
			}
		}
	}
	return found
}

func fromEndpoints(endpoints []string) (found []certificate) {
	for _, endpoint := range endpoints {
		conn, err := tls.Dial("tcp", endpoint, nil)
		if err != nil {
			continue
		}
		for _, parsed := range conn.ConnectionState().PeerCertificates {
			found = append(found, daysLeft(parsed, endpoint))
		}
		conn.Close()
	}
	return found
}

func daysLeft(parsed *x509.Certificate, where string) certificate {
	return certificate{parsed.Subject.CommonName, where, time.Until(parsed.NotAfter).Hours() / 24}
}
